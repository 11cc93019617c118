DROP INDEX "trainee_by_name";--> statement-breakpoint
CREATE INDEX "trainee_by_name" ON "trainee" USING btree ("course_id",lower(translate("name", ' ' || chr(12288), '')));