-- AlterEnum
ALTER TYPE "DeliveryStatus" ADD VALUE 'merged';

-- AlterTable
ALTER TABLE "Department" ADD COLUMN     "regions" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "Member" ADD COLUMN     "mutedUntil" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "PoolView" (
    "memberId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "prospectId" UUID NOT NULL,

    CONSTRAINT "PoolView_pkey" PRIMARY KEY ("memberId","day","prospectId")
);

-- CreateIndex
CREATE INDEX "PoolView_day_idx" ON "PoolView"("day");

-- CreateIndex
CREATE INDEX "Delivery_memberId_createdAt_idx" ON "Delivery"("memberId", "createdAt");

-- AddForeignKey
ALTER TABLE "PoolView" ADD CONSTRAINT "PoolView_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE CASCADE ON UPDATE CASCADE;
