ALTER TABLE `sources` ADD `bytes_per_day` integer;--> statement-breakpoint
ALTER TABLE `sources` ADD `aws_access` text;--> statement-breakpoint
ALTER TABLE `uploads` ADD `object` text;--> statement-breakpoint
ALTER TABLE `uploads` ADD `form` text DEFAULT 'body' NOT NULL;