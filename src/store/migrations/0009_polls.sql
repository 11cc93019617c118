CREATE TABLE "lesson_pick" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text NOT NULL,
	"of" text NOT NULL,
	"picked_id" text NOT NULL,
	"name" text NOT NULL,
	"branch_name" text,
	"round" integer NOT NULL,
	"seed" text NOT NULL,
	"candidates" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"session_id" text NOT NULL,
	"drawn_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "poll" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text NOT NULL,
	"kind" text NOT NULL,
	"question" text NOT NULL,
	"options" jsonb NOT NULL,
	"key" jsonb,
	"duration_s" integer,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"closes_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"results_shown" boolean DEFAULT false NOT NULL,
	"dismissed_at" timestamp (3) with time zone,
	CONSTRAINT "poll_closed_after_it_opened" CHECK ("poll"."closed_at" is null or ("poll"."opened_at" is not null and "poll"."closed_at" >= "poll"."opened_at")),
	CONSTRAINT "poll_dismissed_after_it_closed" CHECK ("poll"."dismissed_at" is null or "poll"."closed_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "poll_answer" (
	"poll_id" text NOT NULL,
	"voter" text NOT NULL,
	"trainee_id" text,
	"session_id" text NOT NULL,
	"name" text NOT NULL,
	"branch_id" text,
	"branch_name" text,
	"answer" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "poll_answer_poll_id_voter_pk" PRIMARY KEY("poll_id","voter")
);
--> statement-breakpoint
CREATE TABLE "poll_room" (
	"poll_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"branch_name" text NOT NULL,
	"counts" jsonb NOT NULL,
	"heads" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"session_id" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "poll_room_poll_id_branch_id_pk" PRIMARY KEY("poll_id","branch_id")
);
--> statement-breakpoint
ALTER TABLE "lesson_pick" ADD CONSTRAINT "lesson_pick_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lesson_pick" ADD CONSTRAINT "lesson_pick_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll" ADD CONSTRAINT "poll_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll" ADD CONSTRAINT "poll_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_answer" ADD CONSTRAINT "poll_answer_poll_id_poll_id_fk" FOREIGN KEY ("poll_id") REFERENCES "public"."poll"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_room" ADD CONSTRAINT "poll_room_poll_id_poll_id_fk" FOREIGN KEY ("poll_id") REFERENCES "public"."poll"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lesson_pick_by_lesson" ON "lesson_pick" USING btree ("lesson_id","at");--> statement-breakpoint
CREATE INDEX "lesson_pick_by_course" ON "lesson_pick" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "poll_by_lesson" ON "poll" USING btree ("lesson_id","created_at");--> statement-breakpoint
CREATE INDEX "poll_by_course" ON "poll" USING btree ("course_id");--> statement-breakpoint
CREATE UNIQUE INDEX "poll_current" ON "poll" USING btree ("lesson_id") WHERE "poll"."opened_at" is not null and "poll"."dismissed_at" is null;