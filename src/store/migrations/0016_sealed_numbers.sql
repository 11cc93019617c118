ALTER TABLE "trainee" DROP CONSTRAINT "trainee_number_in_course";--> statement-breakpoint
ALTER TABLE "trainee" ALTER COLUMN "number" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "trainee" ADD COLUMN "number_sealed" "bytea" DEFAULT '\x'::bytea NOT NULL;--> statement-breakpoint
ALTER TABLE "trainee" ADD COLUMN "number_index" text;--> statement-breakpoint
ALTER TABLE "trainee" ADD COLUMN "position" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "trainee" ADD CONSTRAINT "trainee_number_index" UNIQUE("course_id","number_index");