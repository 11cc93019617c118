CREATE TABLE "cue_sheet" (
	"lesson_id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"cues" jsonb NOT NULL,
	"revision" integer NOT NULL,
	"current_id" text,
	"done" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"steps" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "cue_sheet" ADD CONSTRAINT "cue_sheet_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cue_sheet" ADD CONSTRAINT "cue_sheet_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cue_sheet_by_course" ON "cue_sheet" USING btree ("course_id");