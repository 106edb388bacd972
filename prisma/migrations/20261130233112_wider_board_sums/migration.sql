-- The day's or month's sum of amounts that are each below a trillion can reach it. Only the precision grows, so
-- PostgreSQL changes the catalogue and rewrites no row.
-- AlterTable
ALTER TABLE "MemberDay" ALTER COLUMN "amount" SET DATA TYPE DECIMAL(18,2),
ALTER COLUMN "payments" SET DATA TYPE DECIMAL(18,2);

-- AlterTable
ALTER TABLE "MemberMonth" ALTER COLUMN "amount" SET DATA TYPE DECIMAL(18,2),
ALTER COLUMN "payments" SET DATA TYPE DECIMAL(18,2);
