CREATE TABLE `sso_domains` (
	`tenant_id` text NOT NULL,
	`domain` text NOT NULL,
	`proven_at` integer,
	PRIMARY KEY(`tenant_id`, `domain`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `sso_domains_proven` ON `sso_domains` (`domain`) WHERE proven_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `sso_people` (
	`tenant_id` text NOT NULL,
	`subject` text NOT NULL,
	`user_id` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `subject`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `sso_people_by_user` ON `sso_people` (`user_id`,`tenant_id`);--> statement-breakpoint
CREATE TABLE `sso_settings` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`issuer` text NOT NULL,
	`client_id` text NOT NULL,
	`client_secret` text NOT NULL,
	`role` text NOT NULL,
	`required` integer DEFAULT false NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sso_sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `members` ADD `came_by_sso` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `only_tenant_id` text;