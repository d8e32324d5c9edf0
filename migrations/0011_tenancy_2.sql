CREATE TABLE `password_resets` (
	`user_id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `two_factors` (
	`id` text PRIMARY KEY NOT NULL,
	`secret` text NOT NULL,
	`backup_codes` text NOT NULL,
	`user_id` text NOT NULL,
	`verified` integer DEFAULT false NOT NULL,
	`failed_verification_count` integer DEFAULT 0 NOT NULL,
	`locked_until` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `two_factors_user_id_unique` ON `two_factors` (`user_id`);--> statement-breakpoint
CREATE TABLE `usage_days` (
	`tenant_id` text NOT NULL,
	`day` integer NOT NULL,
	`source_id` text NOT NULL,
	`uploads` integer NOT NULL,
	`bytes` integer NOT NULL,
	`received` integer NOT NULL,
	`worker_requests` integer NOT NULL,
	`do_requests` integer NOT NULL,
	`do_rows_written` integer NOT NULL,
	`do_rows_read` integer NOT NULL,
	`d1_rows_written` integer NOT NULL,
	`r2_class_a` integer NOT NULL,
	`r2_class_b` integer NOT NULL,
	`queue_operations` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `day`, `source_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `usage_marks` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `used_codes` (
	`user_id` text NOT NULL,
	`code` text NOT NULL,
	`used_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `code`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `tenant_settings` ADD `requires_two_factor` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tenant_settings` ADD `plan` text;--> statement-breakpoint
ALTER TABLE `users` ADD `two_factor_enabled` integer DEFAULT false NOT NULL;