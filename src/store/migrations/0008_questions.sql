CREATE TABLE "question" (
	"id" text PRIMARY KEY NOT NULL,
	"lesson_id" text NOT NULL,
	"asked_in_id" text,
	"asker" text NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"branch_id" text,
	"trainee_id" text,
	"asked_text" text NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"merged_into_id" text,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"approved" boolean DEFAULT false NOT NULL,
	"shown_at" timestamp (3) with time zone,
	"answer" text,
	"reason" text,
	"settled_at" timestamp (3) with time zone,
	"settled_by" text,
	"seen_at" timestamp (3) with time zone,
	CONSTRAINT "question_not_merged_into_itself" CHECK ("question"."merged_into_id" <> "question"."id")
);
--> statement-breakpoint
CREATE TABLE "question_setting" (
	"lesson_id" text PRIMARY KEY NOT NULL,
	"through_liaison" boolean NOT NULL,
	"approval" boolean NOT NULL,
	"hide_names" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "question_support" (
	"question_id" text NOT NULL,
	"supporter" text NOT NULL,
	"branch_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "question_support_question_id_supporter_pk" PRIMARY KEY("question_id","supporter")
);
--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_asked_in_id_lesson_id_fk" FOREIGN KEY ("asked_in_id") REFERENCES "public"."lesson"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_trainee_id_trainee_id_fk" FOREIGN KEY ("trainee_id") REFERENCES "public"."trainee"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_merged_into" FOREIGN KEY ("merged_into_id") REFERENCES "public"."question"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_setting" ADD CONSTRAINT "question_setting_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_support" ADD CONSTRAINT "question_support_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_support" ADD CONSTRAINT "question_support_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "question_by_lesson" ON "question" USING btree ("lesson_id");--> statement-breakpoint
CREATE INDEX "question_by_merged_into" ON "question" USING btree ("merged_into_id");