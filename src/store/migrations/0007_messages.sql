CREATE TABLE "message_file" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"post_id" text,
	"sender" text NOT NULL,
	"client_id" text NOT NULL,
	"file_name" text NOT NULL,
	"size" bigint NOT NULL,
	"kind" text,
	"media_type" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "message_file_type" CHECK (("message_file"."kind" is null) = ("message_file"."media_type" is null))
);
--> statement-breakpoint
CREATE TABLE "message_mark" (
	"post_id" text NOT NULL,
	"viewer" text NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"branch_id" text,
	"trainee_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "message_mark_post_id_viewer_pk" PRIMARY KEY("post_id","viewer")
);
--> statement-breakpoint
CREATE TABLE "message_post" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "message_post_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"author" text NOT NULL,
	"client_id" text NOT NULL,
	"author_role" text NOT NULL,
	"author_name" text NOT NULL,
	"author_branch_id" text,
	"text" text NOT NULL,
	"pinned_at" timestamp (3) with time zone,
	"asks_confirmation" boolean DEFAULT false NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"removed_by" text,
	"current_until" timestamp (3) with time zone,
	"stays" boolean DEFAULT false NOT NULL,
	"to_all" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "message_post_branch" (
	"post_id" text NOT NULL,
	"branch_id" text NOT NULL,
	CONSTRAINT "message_post_branch_post_id_branch_id_pk" PRIMARY KEY("post_id","branch_id")
);
--> statement-breakpoint
CREATE TABLE "message_read" (
	"thread_id" text NOT NULL,
	"viewer" text NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "message_read_thread_id_viewer_pk" PRIMARY KEY("thread_id","viewer")
);
--> statement-breakpoint
CREATE TABLE "message_thread" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"kind" text NOT NULL,
	"branch_id" text,
	"unit_id" text,
	CONSTRAINT "message_thread_branch" CHECK (("message_thread"."kind" = 'branch') = ("message_thread"."branch_id" is not null)),
	CONSTRAINT "message_thread_unit" CHECK (("message_thread"."kind" = 'unit') = ("message_thread"."unit_id" is not null))
);
--> statement-breakpoint
ALTER TABLE "message_file" ADD CONSTRAINT "message_file_post_id_message_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."message_post"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_mark" ADD CONSTRAINT "message_mark_post_id_message_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."message_post"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_mark" ADD CONSTRAINT "message_mark_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_mark" ADD CONSTRAINT "message_mark_trainee_id_trainee_id_fk" FOREIGN KEY ("trainee_id") REFERENCES "public"."trainee"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_post" ADD CONSTRAINT "message_post_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_post" ADD CONSTRAINT "message_post_thread_id_message_thread_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."message_thread"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_post" ADD CONSTRAINT "message_post_author_branch_id_branch_id_fk" FOREIGN KEY ("author_branch_id") REFERENCES "public"."branch"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_post_branch" ADD CONSTRAINT "message_post_branch_post_id_message_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."message_post"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_post_branch" ADD CONSTRAINT "message_post_branch_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_read" ADD CONSTRAINT "message_read_thread_id_message_thread_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."message_thread"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_thread" ADD CONSTRAINT "message_thread_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_thread" ADD CONSTRAINT "message_thread_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_thread" ADD CONSTRAINT "message_thread_unit_id_unit_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."unit"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "message_file_once" ON "message_file" USING btree ("course_id","sender","client_id");--> statement-breakpoint
CREATE UNIQUE INDEX "message_file_of_post" ON "message_file" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "message_file_unused" ON "message_file" USING btree ("created_at") WHERE "message_file"."post_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "message_post_once" ON "message_post" USING btree ("course_id","author","client_id");--> statement-breakpoint
CREATE INDEX "message_post_by_thread" ON "message_post" USING btree ("thread_id","position");--> statement-breakpoint
CREATE INDEX "message_post_branch_by_branch" ON "message_post_branch" USING btree ("branch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "message_thread_once" ON "message_thread" USING btree ("course_id","kind",coalesce("branch_id", "unit_id", ''));