CREATE TABLE "bank_picture" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"media_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bank_question" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"picture_id" text,
	"content" jsonb NOT NULL,
	"points" integer NOT NULL,
	"topic" text NOT NULL,
	"difficulty" smallint NOT NULL,
	"explanation" text NOT NULL,
	"digest" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "feedback" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text,
	"trainee_id" text,
	"rating" smallint NOT NULL,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feedback_given" (
	"course_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"lesson_id" text,
	"anonymous" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "help_answer" (
	"id" text NOT NULL,
	"ticket_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "help_answer_ticket_id_id_pk" PRIMARY KEY("ticket_id","id")
);
--> statement-breakpoint
CREATE TABLE "help_ticket" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"viewer" text NOT NULL,
	"session_id" text NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"branch_id" text,
	"branch_name" text,
	"lesson_id" text,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"facts" jsonb NOT NULL,
	"group" text NOT NULL,
	"common" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text
);
--> statement-breakpoint
CREATE TABLE "paper" (
	"id" text PRIMARY KEY NOT NULL,
	"quiz_id" text NOT NULL,
	"trainee_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"seed" text NOT NULL,
	"item_ids" jsonb NOT NULL,
	"most" integer NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone,
	"extra_ms" bigint DEFAULT 0 NOT NULL,
	"session_id" text,
	"version" integer DEFAULT 0 NOT NULL,
	"handed_in_at" timestamp (3) with time zone,
	"handed_in_by" text,
	"entered_by" text,
	"given" integer,
	"unmarked" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "paper_of_trainee" UNIQUE("quiz_id","trainee_id","attempt"),
	CONSTRAINT "paper_handed_in_after_it_began" CHECK ("paper"."handed_in_at" is null or ("paper"."started_at" is not null and "paper"."handed_in_by" is not null))
);
--> statement-breakpoint
CREATE TABLE "paper_answer" (
	"paper_id" text NOT NULL,
	"item_id" text NOT NULL,
	"answer" jsonb,
	"version" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"given" integer,
	CONSTRAINT "paper_answer_paper_id_item_id_pk" PRIMARY KEY("paper_id","item_id")
);
--> statement-breakpoint
CREATE TABLE "paper_event" (
	"paper_id" text NOT NULL,
	"kind" text NOT NULL,
	"count" integer NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "paper_event_paper_id_kind_pk" PRIMARY KEY("paper_id","kind")
);
--> statement-breakpoint
CREATE TABLE "paper_marking" (
	"id" text PRIMARY KEY NOT NULL,
	"paper_id" text NOT NULL,
	"item_id" text NOT NULL,
	"given" integer NOT NULL,
	"comment" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by_name" text NOT NULL,
	"by_session" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "question_import" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"session_id" text NOT NULL,
	"file_name" text NOT NULL,
	"format" text NOT NULL,
	"counts" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"confirmed" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "question_import_row" (
	"import_id" text NOT NULL,
	"row" integer NOT NULL,
	"state" text NOT NULL,
	"shown" jsonb NOT NULL,
	CONSTRAINT "question_import_row_import_id_row_pk" PRIMARY KEY("import_id","row")
);
--> statement-breakpoint
CREATE TABLE "quiz" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"lesson_id" text,
	"settings" jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"made_at" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone,
	"closes_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "quiz_closed_after_it_opened" CHECK ("quiz"."closed_at" is null or ("quiz"."opened_at" is not null and "quiz"."closed_at" >= "quiz"."opened_at"))
);
--> statement-breakpoint
CREATE TABLE "quiz_item" (
	"id" text PRIMARY KEY NOT NULL,
	"quiz_id" text NOT NULL,
	"question_id" text NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"picture_id" text,
	"content" jsonb NOT NULL,
	"points" integer NOT NULL,
	"explanation" text NOT NULL,
	"topic" text NOT NULL,
	"difficulty" smallint NOT NULL,
	CONSTRAINT "quiz_item_once" UNIQUE("quiz_id","question_id")
);
--> statement-breakpoint
CREATE TABLE "reflection" (
	"trainee_id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"handed_in_at" timestamp (3) with time zone,
	"shown" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reflection_comment" (
	"id" text PRIMARY KEY NOT NULL,
	"trainee_id" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reflection_policy" (
	"course_id" text PRIMARY KEY NOT NULL,
	"wanted" boolean NOT NULL,
	"task" text NOT NULL,
	"min_length" integer NOT NULL,
	"max_length" integer NOT NULL,
	"until" timestamp (3) with time zone
);
--> statement-breakpoint
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
ALTER TABLE "bank_picture" ADD CONSTRAINT "bank_picture_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_question" ADD CONSTRAINT "bank_question_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_trainee_id_trainee_id_fk" FOREIGN KEY ("trainee_id") REFERENCES "public"."trainee"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_given" ADD CONSTRAINT "feedback_given_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_given" ADD CONSTRAINT "feedback_given_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_answer" ADD CONSTRAINT "help_answer_ticket_id_help_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."help_ticket"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_ticket" ADD CONSTRAINT "help_ticket_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper" ADD CONSTRAINT "paper_quiz_id_quiz_id_fk" FOREIGN KEY ("quiz_id") REFERENCES "public"."quiz"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper" ADD CONSTRAINT "paper_trainee_id_trainee_id_fk" FOREIGN KEY ("trainee_id") REFERENCES "public"."trainee"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_answer" ADD CONSTRAINT "paper_answer_paper_id_paper_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_answer" ADD CONSTRAINT "paper_answer_item_id_quiz_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."quiz_item"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_event" ADD CONSTRAINT "paper_event_paper_id_paper_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_marking" ADD CONSTRAINT "paper_marking_paper_id_paper_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_marking" ADD CONSTRAINT "paper_marking_item_id_quiz_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."quiz_item"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_import" ADD CONSTRAINT "question_import_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_import_row" ADD CONSTRAINT "question_import_row_import_id_question_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."question_import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_lesson_id_lesson_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lesson"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quiz_item" ADD CONSTRAINT "quiz_item_quiz_id_quiz_id_fk" FOREIGN KEY ("quiz_id") REFERENCES "public"."quiz"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reflection" ADD CONSTRAINT "reflection_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reflection_comment" ADD CONSTRAINT "reflection_comment_trainee_id_reflection_trainee_id_fk" FOREIGN KEY ("trainee_id") REFERENCES "public"."reflection"("trainee_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reflection_policy" ADD CONSTRAINT "reflection_policy_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_appeal" ADD CONSTRAINT "score_appeal_entry_id_score_entry_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."score_entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_appeal" ADD CONSTRAINT "score_appeal_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_certificate" ADD CONSTRAINT "score_certificate_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_correction" ADD CONSTRAINT "score_correction_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_entry" ADD CONSTRAINT "score_entry_trainee_in_course" FOREIGN KEY ("course_id","trainee_id") REFERENCES "public"."trainee"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_part" ADD CONSTRAINT "score_part_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_policy" ADD CONSTRAINT "score_policy_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bank_picture_by_course" ON "bank_picture" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "bank_question_by_course" ON "bank_question" USING btree ("course_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "bank_question_once" ON "bank_question" USING btree ("course_id","digest") WHERE "bank_question"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "feedback_by_course" ON "feedback" USING btree ("course_id","lesson_id");--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_of_trainee" ON "feedback" USING btree ("course_id","trainee_id",coalesce("lesson_id", '')) WHERE "feedback"."trainee_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_given_once" ON "feedback_given" USING btree ("trainee_id",coalesce("lesson_id", ''));--> statement-breakpoint
CREATE INDEX "help_ticket_by_course" ON "help_ticket" USING btree ("course_id","at");--> statement-breakpoint
CREATE INDEX "help_ticket_by_viewer" ON "help_ticket" USING btree ("course_id","viewer");--> statement-breakpoint
CREATE INDEX "help_ticket_by_group" ON "help_ticket" USING btree ("course_id","group");--> statement-breakpoint
CREATE INDEX "paper_by_trainee" ON "paper" USING btree ("trainee_id");--> statement-breakpoint
CREATE UNIQUE INDEX "paper_open" ON "paper" USING btree ("quiz_id","trainee_id") WHERE "paper"."started_at" is not null and "paper"."handed_in_at" is null;--> statement-breakpoint
CREATE INDEX "paper_marking_by_answer" ON "paper_marking" USING btree ("paper_id","item_id","at");--> statement-breakpoint
CREATE INDEX "question_import_by_course" ON "question_import" USING btree ("course_id","created_at");--> statement-breakpoint
CREATE INDEX "quiz_by_course" ON "quiz" USING btree ("course_id","created_at");--> statement-breakpoint
CREATE INDEX "quiz_by_lesson" ON "quiz" USING btree ("lesson_id");--> statement-breakpoint
CREATE INDEX "quiz_not_closed" ON "quiz" USING btree ("course_id") WHERE "quiz"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "reflection_by_course" ON "reflection" USING btree ("course_id","handed_in_at");--> statement-breakpoint
CREATE INDEX "reflection_comment_by_trainee" ON "reflection_comment" USING btree ("trainee_id","at");--> statement-breakpoint
CREATE INDEX "score_appeal_by_course" ON "score_appeal" USING btree ("course_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "score_appeal_open" ON "score_appeal" USING btree ("entry_id") WHERE "score_appeal"."state" = 'open';--> statement-breakpoint
CREATE INDEX "score_certificate_by_course" ON "score_certificate" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "score_correction_by_course" ON "score_correction" USING btree ("course_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "score_correction_reversed_once" ON "score_correction" USING btree ("reverses_id") WHERE "score_correction"."state" <> 'refused';--> statement-breakpoint
CREATE INDEX "score_entry_by_course" ON "score_entry" USING btree ("course_id","trainee_id");