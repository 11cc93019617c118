CREATE TABLE "wrong_attempt" (
	"key" text PRIMARY KEY NOT NULL,
	"wrong" integer NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "wrong_attempt_by_time" ON "wrong_attempt" USING btree ("last_at");