ALTER TABLE `rule_sets` ADD `lists_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `rule_sets` ADD `stopped` text DEFAULT '{}' NOT NULL;