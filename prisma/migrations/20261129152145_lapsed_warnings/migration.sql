-- AlterEnum
ALTER TYPE "DeliveryStatus" ADD VALUE 'lapsed';

-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "warnsOf" UUID[] DEFAULT ARRAY[]::UUID[];
