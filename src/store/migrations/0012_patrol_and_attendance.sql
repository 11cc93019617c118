CREATE TABLE "attendance_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "attendance_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"lesson_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"session_id" text,
	"by_name" text,
	"what" text NOT NULL,
	"trainee_id" text,
	"branch_id" text,
	"before" text,
	"after" text,
	"reason" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attendance_decision" (
	"lesson_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "attendance_decision_lesson_id_trainee_id_pk" PRIMARY KEY("lesson_id","trainee_id")
);
--> statement-breakpoint
CREATE TABLE "attendance_device" (
	"lesson_id" text NOT NULL,
	"device_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	CONSTRAINT "attendance_device_lesson_id_device_id_pk" PRIMARY KEY("lesson_id","device_id")
);
--> statement-breakpoint
CREATE TABLE "attendance_loss" (
	"lesson_id" text NOT NULL,
	"place" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "attendance_loss_lesson_id_place_from_at_pk" PRIMARY KEY("lesson_id","place","from_at"),
	CONSTRAINT "attendance_loss_ends_after_it_begins" CHECK ("attendance_loss"."until_at" > "attendance_loss"."from_at")
);
--> statement-breakpoint
CREATE TABLE "attendance_mark" (
	"lesson_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by_name" text NOT NULL,
	CONSTRAINT "attendance_mark_lesson_id_trainee_id_pk" PRIMARY KEY("lesson_id","trainee_id")
);
--> statement-breakpoint
CREATE TABLE "attendance_photo" (
	"id" text PRIMARY KEY NOT NULL,
	"lesson_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"content" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attendance_point" (
	"ref" text PRIMARY KEY NOT NULL,
	"lesson_id" text NOT NULL,
	"branch_id" text NOT NULL,
	CONSTRAINT "attendance_point_of_branch" UNIQUE("lesson_id","branch_id")
);
--> statement-breakpoint
CREATE TABLE "attendance_policy" (
	"course_id" text PRIMARY KEY NOT NULL,
	"policy" jsonb NOT NULL,
	"revision" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attendance_presence" (
	"lesson_id" text NOT NULL,
	"place" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"open" boolean NOT NULL,
	CONSTRAINT "attendance_presence_lesson_id_place_from_at_pk" PRIMARY KEY("lesson_id","place","from_at")
);
--> statement-breakpoint
CREATE TABLE "attendance_reminder" (
	"lesson_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"about" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by_name" text,
	CONSTRAINT "attendance_reminder_lesson_id_branch_id_about_pk" PRIMARY KEY("lesson_id","branch_id","about")
);
--> statement-breakpoint
CREATE TABLE "attendance_request" (
	"id" text PRIMARY KEY NOT NULL,
	"lesson_id" text NOT NULL,
	"window_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"device_id" text NOT NULL,
	"other_trainee_id" text NOT NULL,
	"branch_id" text,
	"branch_name" text,
	"elsewhere" boolean NOT NULL,
	"method" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"late_minutes" integer NOT NULL,
	"session_id" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "attendance_roll_call" (
	"lesson_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"revision" integer NOT NULL,
	"heads" integer,
	"note" text NOT NULL,
	"photo_id" text,
	"signed_off_at" timestamp (3) with time zone,
	"signed_off_by" text,
	CONSTRAINT "attendance_roll_call_lesson_id_branch_id_pk" PRIMARY KEY("lesson_id","branch_id")
);
--> statement-breakpoint
CREATE TABLE "attendance_settlement" (
	"lesson_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "attendance_settlement_lesson_id_branch_id_kind_pk" PRIMARY KEY("lesson_id","branch_id","kind")
);
--> statement-breakpoint
CREATE TABLE "attendance_sign_in" (
	"lesson_id" text NOT NULL,
	"window_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"course_id" text NOT NULL,
	"method" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"late_minutes" integer NOT NULL,
	"branch_id" text,
	"branch_name" text,
	"elsewhere" boolean NOT NULL,
	"device_id" text,
	"session_id" text NOT NULL,
	"by_name" text,
	CONSTRAINT "attendance_sign_in_lesson_id_window_id_trainee_id_pk" PRIMARY KEY("lesson_id","window_id","trainee_id")
);
--> statement-breakpoint
CREATE TABLE "attendance_window" (
	"id" text PRIMARY KEY NOT NULL,
	"lesson_id" text NOT NULL,
	"ordinal" smallint NOT NULL,
	"kind" text NOT NULL,
	"opens_at" timestamp (3) with time zone NOT NULL,
	"closes_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"request_id" text NOT NULL,
	"session_id" text NOT NULL,
	"by_name" text NOT NULL,
	CONSTRAINT "attendance_window_ordinal" UNIQUE("lesson_id","ordinal"),
	CONSTRAINT "attendance_window_request" UNIQUE("lesson_id","request_id"),
	CONSTRAINT "attendance_window_closes_after_it_opens" CHECK ("attendance_window"."closes_at" > "attendance_window"."opens_at")
);
--> statement-breakpoint
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
ALTER TABLE "attendance_change" ADD CONSTRAINT "attendance_change_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_decision" ADD CONSTRAINT "attendance_decision_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_device" ADD CONSTRAINT "attendance_device_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_loss" ADD CONSTRAINT "attendance_loss_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_mark" ADD CONSTRAINT "attendance_mark_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_photo" ADD CONSTRAINT "attendance_photo_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_point" ADD CONSTRAINT "attendance_point_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_policy" ADD CONSTRAINT "attendance_policy_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_presence" ADD CONSTRAINT "attendance_presence_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_reminder" ADD CONSTRAINT "attendance_reminder_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_request" ADD CONSTRAINT "attendance_request_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_roll_call" ADD CONSTRAINT "attendance_roll_call_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_settlement" ADD CONSTRAINT "attendance_settlement_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_sign_in" ADD CONSTRAINT "attendance_sign_in_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_sign_in" ADD CONSTRAINT "attendance_sign_in_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_window" ADD CONSTRAINT "attendance_window_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
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
CREATE INDEX "attendance_change_by_lesson" ON "attendance_change" USING btree ("lesson_id","id");--> statement-breakpoint
CREATE INDEX "attendance_change_by_trainee" ON "attendance_change" USING btree ("lesson_id","trainee_id");--> statement-breakpoint
CREATE INDEX "attendance_photo_of_room" ON "attendance_photo" USING btree ("lesson_id","branch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "attendance_request_of_person" ON "attendance_request" USING btree ("lesson_id","window_id","trainee_id");--> statement-breakpoint
CREATE INDEX "attendance_request_by_branch" ON "attendance_request" USING btree ("lesson_id","branch_id");--> statement-breakpoint
CREATE INDEX "attendance_sign_in_by_course" ON "attendance_sign_in" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "attendance_sign_in_by_trainee" ON "attendance_sign_in" USING btree ("trainee_id");--> statement-breakpoint
CREATE INDEX "patrol_finding_by_course" ON "patrol_finding" USING btree ("course_id","filed_at");--> statement-breakpoint
CREATE INDEX "patrol_finding_by_lesson" ON "patrol_finding" USING btree ("lesson_id","filed_at");--> statement-breakpoint
CREATE INDEX "patrol_finding_by_branch" ON "patrol_finding" USING btree ("branch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "patrol_round_number" ON "patrol_round" USING btree ("lesson_id","number");--> statement-breakpoint
CREATE INDEX "patrol_round_by_course" ON "patrol_round" USING btree ("course_id");--> statement-breakpoint
CREATE UNIQUE INDEX "patrol_round_running" ON "patrol_round" USING btree ("lesson_id") WHERE "patrol_round"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "patrol_sighting_by_lesson" ON "patrol_sighting" USING btree ("lesson_id","tile_id","at");--> statement-breakpoint
CREATE INDEX "patrol_sighting_by_round" ON "patrol_sighting" USING btree ("round_id","tile_id","at");