CREATE TABLE "lesson_stage" (
	"lesson_id" text PRIMARY KEY NOT NULL,
	"layout" text DEFAULT 'auto' NOT NULL,
	"fair_hands" boolean DEFAULT true NOT NULL,
	"shown" jsonb,
	"devices" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "raised_hand" (
	"id" text PRIMARY KEY NOT NULL,
	"lesson_id" text NOT NULL,
	"owner" text NOT NULL,
	"session_id" text NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"branch_id" text,
	"trainee_id" text,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"outcome" text
);
--> statement-breakpoint
CREATE TABLE "stage_call" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text NOT NULL,
	"session_id" text NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"branch_id" text,
	"trainee_id" text,
	"state" text NOT NULL,
	"called_by" text NOT NULL,
	"called_at" timestamp (3) with time zone NOT NULL,
	"live_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "lesson_stage" ADD CONSTRAINT "lesson_stage_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "raised_hand" ADD CONSTRAINT "raised_hand_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_call" ADD CONSTRAINT "stage_call_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_call" ADD CONSTRAINT "stage_call_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "raised_hand_up" ON "raised_hand" USING btree ("lesson_id","owner") WHERE "raised_hand"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "stage_call_by_lesson" ON "stage_call" USING btree ("lesson_id");--> statement-breakpoint
CREATE INDEX "stage_call_heard" ON "stage_call" USING btree ("course_id","live_at");--> statement-breakpoint
CREATE UNIQUE INDEX "stage_call_open" ON "stage_call" USING btree ("lesson_id","session_id") WHERE "stage_call"."ended_at" is null;