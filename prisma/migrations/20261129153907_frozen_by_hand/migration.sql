-- AlterTable
ALTER TABLE "Member" ADD COLUMN     "frozenByHand" BOOLEAN NOT NULL DEFAULT false;
