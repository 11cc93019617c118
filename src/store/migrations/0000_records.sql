CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"session_id" text,
	"course_id" text,
	"action" text NOT NULL,
	"record_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "branch" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"number" integer NOT NULL,
	"name" text NOT NULL,
	"level" smallint NOT NULL,
	"parent_id" text,
	"place" text DEFAULT '' NOT NULL,
	"unit" text DEFAULT '' NOT NULL,
	"liaison_name" text DEFAULT '' NOT NULL,
	"liaison_phone" text DEFAULT '' NOT NULL,
	CONSTRAINT "branch_name_in_course" UNIQUE("course_id","name"),
	CONSTRAINT "branch_number_in_course" UNIQUE("course_id","number"),
	CONSTRAINT "branch_of_course" UNIQUE("course_id","id"),
	CONSTRAINT "branch_level_and_parent" CHECK (("branch"."level" = 1) = ("branch"."parent_id" is null) and "branch"."level" in (1, 2))
);
--> statement-breakpoint
CREATE TABLE "course" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"role" text NOT NULL,
	"label" text NOT NULL,
	"course_id" text,
	"branch_id" text,
	"trainee_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"uses_left" integer,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "invitation_token" UNIQUE("token_hash"),
	CONSTRAINT "invitation_uses_left" CHECK ("invitation"."uses_left" >= 0),
	CONSTRAINT "invitation_has_a_course" CHECK ("invitation"."course_id" is not null or "invitation"."role" = 'organiser')
);
--> statement-breakpoint
CREATE TABLE "lesson" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"title" text NOT NULL,
	"lecturer_name" text NOT NULL,
	"kind" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "lesson_ends_after_it_starts" CHECK ("lesson"."ends_at" > "lesson"."starts_at"),
	CONSTRAINT "lesson_ended_after_it_started" CHECK ("lesson"."ended_at" is null or ("lesson"."started_at" is not null and "lesson"."ended_at" >= "lesson"."started_at"))
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"secret_hash" text NOT NULL,
	"invitation_id" text,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"course_id" text,
	"branch_id" text,
	"trainee_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"user_agent" text DEFAULT '' NOT NULL,
	CONSTRAINT "session_has_a_course" CHECK ("session"."course_id" is not null or "session"."role" = 'organiser')
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trainee" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"unit" text DEFAULT '' NOT NULL,
	"branch_id" text,
	"port" boolean DEFAULT false NOT NULL,
	CONSTRAINT "trainee_number_in_course" UNIQUE("course_id","number"),
	CONSTRAINT "trainee_of_course" UNIQUE("course_id","id"),
	CONSTRAINT "trainee_has_a_place" CHECK ("trainee"."port" or "trainee"."branch_id" is not null)
);
--> statement-breakpoint
ALTER TABLE "branch" ADD CONSTRAINT "branch_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "branch" ADD CONSTRAINT "branch_parent_in_course" FOREIGN KEY ("course_id","parent_id") REFERENCES "public"."branch"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_branch_in_course" FOREIGN KEY ("course_id","branch_id") REFERENCES "public"."branch"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lesson" ADD CONSTRAINT "lesson_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_invitation_id_invitation_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "public"."invitation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_branch_in_course" FOREIGN KEY ("course_id","branch_id") REFERENCES "public"."branch"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trainee" ADD CONSTRAINT "trainee_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trainee" ADD CONSTRAINT "trainee_branch_in_course" FOREIGN KEY ("course_id","branch_id") REFERENCES "public"."branch"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_by_course" ON "audit" USING btree ("course_id","at");--> statement-breakpoint
CREATE INDEX "audit_by_record" ON "audit" USING btree ("record_id");--> statement-breakpoint
CREATE INDEX "branch_by_parent" ON "branch" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "invitation_by_course" ON "invitation" USING btree ("course_id","role");--> statement-breakpoint
CREATE INDEX "lesson_by_course" ON "lesson" USING btree ("course_id","starts_at");--> statement-breakpoint
CREATE INDEX "session_by_invitation" ON "session" USING btree ("invitation_id");--> statement-breakpoint
CREATE INDEX "session_by_course" ON "session" USING btree ("course_id","role");--> statement-breakpoint
CREATE INDEX "trainee_by_branch" ON "trainee" USING btree ("branch_id");