CREATE TABLE "roster_import" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text NOT NULL,
	"session_id" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"basis" integer NOT NULL,
	"summary" jsonb,
	"confirmed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "roster_import_row" (
	"import_id" text NOT NULL,
	"row" integer NOT NULL,
	"state" text NOT NULL,
	"record_id" text NOT NULL,
	"renamed" boolean DEFAULT false NOT NULL,
	"record" jsonb NOT NULL,
	"shown" jsonb NOT NULL,
	CONSTRAINT "roster_import_row_import_id_row_pk" PRIMARY KEY("import_id","row")
);
--> statement-breakpoint
ALTER TABLE "roster_import" ADD CONSTRAINT "roster_import_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roster_import_row" ADD CONSTRAINT "roster_import_row_import_id_roster_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."roster_import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "roster_import_by_course" ON "roster_import" USING btree ("course_id","created_at");--> statement-breakpoint
CREATE INDEX "roster_import_row_by_state" ON "roster_import_row" USING btree ("import_id","state","row");--> statement-breakpoint
CREATE INDEX "trainee_by_name" ON "trainee" USING btree ("course_id",lower(translate("name", ' 　', '')));--> statement-breakpoint
-- Units that branches and trainees named before there was a list of them.
INSERT INTO "unit" ("id", "course_id", "name")
SELECT replace(gen_random_uuid()::text, '-', ''), "course_id", "unit"
FROM (SELECT "course_id", "unit" FROM "branch" UNION SELECT "course_id", "unit" FROM "trainee") AS named
WHERE "unit" <> '';
