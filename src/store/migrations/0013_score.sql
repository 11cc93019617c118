CREATE TABLE "score_appeal" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"entry_id" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"answer" text DEFAULT '' NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"answered_by" text,
	CONSTRAINT "score_appeal_answered" CHECK (("score_appeal"."state" = 'open') = ("score_appeal"."answered_at" is null))
);
--> statement-breakpoint
CREATE TABLE "score_certificate" (
	"code" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"name" text NOT NULL,
	"course_name" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"issued_by" text NOT NULL,
	CONSTRAINT "score_certificate_of_trainee" UNIQUE("trainee_id")
);
--> statement-breakpoint
CREATE TABLE "score_correction" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"component" text NOT NULL,
	"source_id" text NOT NULL,
	"title" text NOT NULL,
	"points" integer NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by_name" text NOT NULL,
	"by_session" text NOT NULL,
	"by_account" text,
	"reverses_id" text,
	"state" text NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text
);
--> statement-breakpoint
CREATE TABLE "score_entry" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"component" text NOT NULL,
	"source_id" text NOT NULL,
	"title" text NOT NULL,
	"kind" text NOT NULL,
	"points" integer,
	"event_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by_name" text,
	"reason" text NOT NULL,
	CONSTRAINT "score_entry_once" UNIQUE NULLS NOT DISTINCT("trainee_id","kind","event_id","points","at")
);
--> statement-breakpoint
CREATE TABLE "score_part" (
	"course_id" text NOT NULL,
	"component" text NOT NULL,
	"source_id" text NOT NULL,
	"title" text NOT NULL,
	"due" boolean NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "score_part_course_id_component_source_id_pk" PRIMARY KEY("course_id","component","source_id")
);
--> statement-breakpoint
CREATE TABLE "score_policy" (
	"course_id" text PRIMARY KEY NOT NULL,
	"policy" jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"frozen_at" timestamp (3) with time zone,
	"frozen_by" text
);
--> statement-breakpoint
ALTER TABLE "score_appeal" ADD CONSTRAINT "score_appeal_entry_id_score_entry_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."score_entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_appeal" ADD CONSTRAINT "score_appeal_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_certificate" ADD CONSTRAINT "score_certificate_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_correction" ADD CONSTRAINT "score_correction_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_entry" ADD CONSTRAINT "score_entry_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_part" ADD CONSTRAINT "score_part_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_policy" ADD CONSTRAINT "score_policy_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "score_appeal_by_course" ON "score_appeal" USING btree ("course_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "score_appeal_open" ON "score_appeal" USING btree ("entry_id") WHERE "score_appeal"."state" = 'open';--> statement-breakpoint
CREATE INDEX "score_certificate_by_course" ON "score_certificate" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "score_correction_by_course" ON "score_correction" USING btree ("course_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "score_correction_reversed_once" ON "score_correction" USING btree ("reverses_id") WHERE "score_correction"."state" <> 'refused';--> statement-breakpoint
CREATE INDEX "score_entry_by_course" ON "score_entry" USING btree ("course_id","trainee_id");