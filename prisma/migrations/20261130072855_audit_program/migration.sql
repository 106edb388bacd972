-- AlterTable
ALTER TABLE "Audit" ADD COLUMN     "program" TEXT;
