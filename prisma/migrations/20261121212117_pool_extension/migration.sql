-- AlterTable
ALTER TABLE "Account" ADD COLUMN     "extendedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Lead" ADD COLUMN     "extendedAt" TIMESTAMPTZ(3);
