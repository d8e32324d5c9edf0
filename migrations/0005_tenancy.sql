CREATE TABLE `api_tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`prefix` text NOT NULL,
	`last_four` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `api_tokens_by_tenant` ON `api_tokens` (`tenant_id`,`id`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`tenant_id` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`action` text NOT NULL,
	`target` text NOT NULL,
	`detail` text NOT NULL,
	`request_id` text NOT NULL,
	`address` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `number`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `erasures` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`objects` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `tenant_settings` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`retention_days` integer
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `ingest_tokens` ADD `expires_at` integer;--> statement-breakpoint
ALTER TABLE `ingest_tokens` ADD `last_used_at` integer;--> statement-breakpoint
CREATE TRIGGER `audit_log_is_not_changed` BEFORE UPDATE ON `audit_log`
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;--> statement-breakpoint
CREATE TRIGGER `audit_log_goes_with_its_tenant` BEFORE DELETE ON `audit_log`
WHEN EXISTS (SELECT 1 FROM `tenants` WHERE `id` = OLD.`tenant_id`)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
