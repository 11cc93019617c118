CREATE TABLE "cluster_course" (
	"course_id" text PRIMARY KEY NOT NULL,
	"node_id" text NOT NULL,
	"taken_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cluster_node" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "cluster_course_by_node" ON "cluster_course" USING btree ("node_id");