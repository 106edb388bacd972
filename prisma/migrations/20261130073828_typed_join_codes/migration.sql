-- AlterTable
ALTER TABLE "JoinCode" ADD COLUMN     "typedById" UUID;
