CREATE TABLE "calendar_feed" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"branch_id" text,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "material" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text,
	"title" text NOT NULL,
	"file_name" text NOT NULL,
	"size" bigint NOT NULL,
	"kind" text,
	"media_type" text,
	"stored_as" text NOT NULL,
	"resume_key" text NOT NULL,
	"visible_from" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text,
	"ready_at" timestamp (3) with time zone,
	CONSTRAINT "material_ready_has_a_type" CHECK ("material"."ready_at" is null or ("material"."kind" is not null and "material"."media_type" is not null)),
	CONSTRAINT "material_size" CHECK ("material"."size" > 0)
);
--> statement-breakpoint
CREATE TABLE "material_receipt" (
	"material_id" text NOT NULL,
	"reader" text NOT NULL,
	"branch_id" text,
	"trainee_id" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone,
	CONSTRAINT "material_receipt_material_id_reader_pk" PRIMARY KEY("material_id","reader")
);
--> statement-breakpoint
CREATE TABLE "readiness_check" (
	"course_id" text NOT NULL,
	"place" text NOT NULL,
	"role" text NOT NULL,
	"branch_id" text,
	"trainee_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	"result" jsonb NOT NULL,
	CONSTRAINT "readiness_check_course_id_place_pk" PRIMARY KEY("course_id","place")
);
--> statement-breakpoint
CREATE TABLE "schedule_change" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"before" jsonb,
	"after" jsonb,
	CONSTRAINT "schedule_change_says_something" CHECK ("schedule_change"."before" is not null or "schedule_change"."after" is not null)
);
--> statement-breakpoint
CREATE TABLE "schedule_seen" (
	"change_id" text NOT NULL,
	"viewer" text NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"branch_id" text,
	"trainee_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "schedule_seen_change_id_viewer_pk" PRIMARY KEY("change_id","viewer")
);
--> statement-breakpoint
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "material" ADD CONSTRAINT "material_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "material" ADD CONSTRAINT "material_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "material_receipt" ADD CONSTRAINT "material_receipt_material_id_material_id_fk" FOREIGN KEY ("material_id") REFERENCES "public"."material"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "material_receipt" ADD CONSTRAINT "material_receipt_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "material_receipt" ADD CONSTRAINT "material_receipt_trainee_id_trainee_id_fk" FOREIGN KEY ("trainee_id") REFERENCES "public"."trainee"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readiness_check" ADD CONSTRAINT "readiness_check_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readiness_check" ADD CONSTRAINT "readiness_check_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readiness_check" ADD CONSTRAINT "readiness_check_trainee_id_trainee_id_fk" FOREIGN KEY ("trainee_id") REFERENCES "public"."trainee"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_change" ADD CONSTRAINT "schedule_change_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_seen" ADD CONSTRAINT "schedule_seen_change_id_schedule_change_id_fk" FOREIGN KEY ("change_id") REFERENCES "public"."schedule_change"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_seen" ADD CONSTRAINT "schedule_seen_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_seen" ADD CONSTRAINT "schedule_seen_trainee_id_trainee_id_fk" FOREIGN KEY ("trainee_id") REFERENCES "public"."trainee"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_feed_token" ON "calendar_feed" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_feed_in_use" ON "calendar_feed" USING btree ("course_id",coalesce("branch_id", '')) WHERE "calendar_feed"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "material_by_course" ON "material" USING btree ("course_id","created_at");--> statement-breakpoint
CREATE INDEX "material_unfinished" ON "material" USING btree ("created_at") WHERE "material"."ready_at" is null;--> statement-breakpoint
CREATE INDEX "schedule_change_by_course" ON "schedule_change" USING btree ("course_id","at");--> statement-breakpoint
CREATE INDEX "schedule_change_by_lesson" ON "schedule_change" USING btree ("lesson_id");