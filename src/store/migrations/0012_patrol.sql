CREATE TABLE "patrol_duty" (
	"lesson_id" text NOT NULL,
	"session_id" text NOT NULL,
	"on_duty" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "patrol_duty_lesson_id_session_id_pk" PRIMARY KEY("lesson_id","session_id")
);
--> statement-breakpoint
CREATE TABLE "patrol_finding" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text NOT NULL,
	"round_id" text,
	"tile_id" text NOT NULL,
	"of" text NOT NULL,
	"branch_id" text,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"note" text NOT NULL,
	"head_count" integer,
	"state" text DEFAULT 'open' NOT NULL,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"filed_by_session_id" text NOT NULL,
	"filed_by" text NOT NULL,
	"filed_by_role" text NOT NULL,
	"answer" text,
	"answered_by" text,
	"answered_at" timestamp (3) with time zone,
	"settlement" text,
	"settled_by" text,
	"settled_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "patrol_finding_answer_whole" CHECK (("patrol_finding"."answer" is null) = ("patrol_finding"."answered_at" is null) and ("patrol_finding"."answer" is null) = ("patrol_finding"."answered_by" is null)),
	CONSTRAINT "patrol_finding_settlement_whole" CHECK (("patrol_finding"."settlement" is null) = ("patrol_finding"."settled_at" is null) and ("patrol_finding"."settlement" is null) = ("patrol_finding"."settled_by" is null))
);
--> statement-breakpoint
CREATE TABLE "patrol_picture" (
	"finding_id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"content" "bytea" NOT NULL,
	"bytes" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "patrol_plan" (
	"lesson_id" text PRIMARY KEY NOT NULL,
	"minutes" jsonb NOT NULL,
	"ports" boolean NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "patrol_round" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text NOT NULL,
	"number" integer NOT NULL,
	"planned_minute" integer,
	"ports" boolean NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "patrol_round_ended_after_it_started" CHECK ("patrol_round"."ended_at" is null or "patrol_round"."ended_at" >= "patrol_round"."started_at")
);
--> statement-breakpoint
CREATE TABLE "patrol_round_tile" (
	"round_id" text NOT NULL,
	"tile_id" text NOT NULL,
	"name" text NOT NULL,
	"assigned_to" text,
	"place" integer NOT NULL,
	CONSTRAINT "patrol_round_tile_round_id_tile_id_pk" PRIMARY KEY("round_id","tile_id")
);
--> statement-breakpoint
CREATE TABLE "patrol_sighting" (
	"id" text PRIMARY KEY NOT NULL,
	"lesson_id" text NOT NULL,
	"round_id" text,
	"tile_id" text NOT NULL,
	"outcome" text NOT NULL,
	"head_count" integer,
	"session_id" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "patrol_duty" ADD CONSTRAINT "patrol_duty_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_finding" ADD CONSTRAINT "patrol_finding_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_finding" ADD CONSTRAINT "patrol_finding_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_finding" ADD CONSTRAINT "patrol_finding_round_id_patrol_round_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."patrol_round"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_picture" ADD CONSTRAINT "patrol_picture_finding_id_patrol_finding_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."patrol_finding"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_plan" ADD CONSTRAINT "patrol_plan_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_round" ADD CONSTRAINT "patrol_round_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_round" ADD CONSTRAINT "patrol_round_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_round_tile" ADD CONSTRAINT "patrol_round_tile_round_id_patrol_round_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."patrol_round"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_sighting" ADD CONSTRAINT "patrol_sighting_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patrol_sighting" ADD CONSTRAINT "patrol_sighting_round_id_patrol_round_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."patrol_round"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "patrol_finding_by_course" ON "patrol_finding" USING btree ("course_id","filed_at");--> statement-breakpoint
CREATE INDEX "patrol_finding_by_lesson" ON "patrol_finding" USING btree ("lesson_id","filed_at");--> statement-breakpoint
CREATE INDEX "patrol_finding_by_branch" ON "patrol_finding" USING btree ("branch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "patrol_round_number" ON "patrol_round" USING btree ("lesson_id","number");--> statement-breakpoint
CREATE INDEX "patrol_round_by_course" ON "patrol_round" USING btree ("course_id");--> statement-breakpoint
CREATE UNIQUE INDEX "patrol_round_running" ON "patrol_round" USING btree ("lesson_id") WHERE "patrol_round"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "patrol_sighting_by_lesson" ON "patrol_sighting" USING btree ("lesson_id","tile_id","at");--> statement-breakpoint
CREATE INDEX "patrol_sighting_by_round" ON "patrol_sighting" USING btree ("round_id","tile_id","at");