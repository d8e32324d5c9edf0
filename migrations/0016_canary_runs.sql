CREATE TABLE `canary_runs` (
	`hour` integer PRIMARY KEY NOT NULL,
	`sent_at` integer NOT NULL,
	`latency_ms` integer
);
