CREATE TABLE "course_retention" (
	"course_id" text PRIMARY KEY NOT NULL,
	"days" integer,
	"noticed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "course_retention" ADD CONSTRAINT "course_retention_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;