using System.Data;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Ingest;

/// <summary>
/// Every statement of the lane. What is read is locked until the commit where the database has more than one writer; what differs between the
/// databases is only how that is said.
/// </summary>
internal sealed class LaneSql(DatabaseProvider provider)
{
    private const DbType Id = DbType.Guid;
    private const DbType Long = DbType.Int64;
    private const DbType Int = DbType.Int32;
    private const DbType Number = DbType.Double;
    private const DbType Flag = DbType.Boolean;
    private const DbType Text = DbType.String;
    private const DbType Bytes = DbType.Binary;
    private const DbType Moment = DbType.DateTime;

    public LaneStatement RunById { get; } = new(
        $"""
        SELECT r."Key", r."ExperimentKey", r."Name", r."Status", r."StartTime", r."EndTime", r."UserName", r."Deleted", e."Number", e."Deleted", e."ArtifactLocation"
        FROM "Runs" AS r{Hint(provider, "UPDLOCK, ROWLOCK")} JOIN "Experiments" AS e ON e."Key" = r."ExperimentKey"
        WHERE r."RunId" = @p0 AND r."ProjectId" = @p1{Suffix(provider, "FOR UPDATE OF r")}
        """,
        Text, Id);

    public LaneStatement ExperimentByNumber { get; } = new(
        $"""SELECT "Key", "Deleted", "ArtifactLocation" FROM "Experiments"{Hint(provider, "REPEATABLEREAD, ROWLOCK")} WHERE "ProjectId" = @p0 AND "Number" = @p1{Suffix(provider, "FOR SHARE")}""",
        Id, Long);

    public LaneStatement ExperimentToChange { get; } = new(
        $"""SELECT "Key", "Deleted" FROM "Experiments"{Hint(provider, "UPDLOCK, ROWLOCK")} WHERE "ProjectId" = @p0 AND "Number" = @p1{Suffix(provider, "FOR UPDATE")}""",
        Id, Long);

    public LaneStatement SeriesByName { get; } = new(
        """SELECT "Key", "LastStep", "LastTime", "LastValue", "LastIsNaN", "MaxTime", "Min", "Max", "Count" FROM "MetricSeries" WHERE "RunKey" = @p0 AND "Name" = @p1""",
        Long, Text);

    public LaneStatement ParamByName { get; } = new("""SELECT "Value" FROM "RunParams" WHERE "RunKey" = @p0 AND "Name" = @p1""", Long, Text);

    public LaneStatement TagByName { get; } = new("""SELECT "Value" FROM "RunTags" WHERE "RunKey" = @p0 AND "Name" = @p1""", Long, Text);

    public LaneStatement ChunksAround { get; } = new(
        """SELECT "Summary", "Payload" FROM "MetricChunks" WHERE "SeriesKey" = @p0 AND "MinStep" <= @p2 AND "MaxStep" >= @p1 AND "MinTime" <= @p4 AND "MaxTime" >= @p3""",
        Long, Long, Long, Long, Long);

    public LaneStatement JournalAround { get; } = new(
        """SELECT "Payload" FROM "MetricJournal" WHERE "RunKey" = @p0 AND "MinStep" <= @p2 AND "MaxStep" >= @p1 AND "MinTime" <= @p4 AND "MaxTime" >= @p3""",
        Long, Long, Long, Long, Long);

    public LaneStatement InsertRun { get; } = new(
        """
        INSERT INTO "Runs" ("Key", "OrganizationId", "ProjectId", "ExperimentKey", "RunId", "Name", "Status", "StartTime", "EndTime", "UserName", "CreatedBy", "Deleted", "DeletedAt", "Compactions")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, 0)
        """,
        Long, Id, Id, Long, Text, Text, Int, Long, Long, Text, Id, Flag, Long);

    public LaneStatement UpdateRun { get; } = new(
        """UPDATE "Runs" SET "Name" = @p1, "Status" = @p2, "EndTime" = @p3, "Deleted" = @p4, "DeletedAt" = @p5 WHERE "Key" = @p0""",
        Long, Text, Int, Long, Flag, Long);

    public LaneStatement UpdateExperiment { get; } = new("""UPDATE "Experiments" SET "Deleted" = @p1, "UpdatedAt" = @p2 WHERE "Key" = @p0""", Long, Flag, Long);

    public LaneStatement UpdateRunsOfExperiment { get; } = new(
        """UPDATE "Runs" SET "Deleted" = @p1, "DeletedAt" = @p2 WHERE "ExperimentKey" = @p0 AND "Deleted" <> @p1""",
        Long, Flag, Long);

    public LaneStatement InsertSeries { get; } = new(
        """
        INSERT INTO "MetricSeries" ("Key", "OrganizationId", "RunKey", "ExperimentKey", "Name", "LastStep", "LastTime", "LastValue", "LastIsNaN", "MaxTime", "Min", "Max", "Count")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12)
        """,
        Long, Id, Long, Long, Text, Long, Long, Number, Flag, Long, Number, Number, Long);

    public LaneStatement UpdateSeries { get; } = new(
        """
        UPDATE "MetricSeries" SET "LastStep" = @p1, "LastTime" = @p2, "LastValue" = @p3, "LastIsNaN" = @p4, "MaxTime" = @p5, "Min" = @p6, "Max" = @p7, "Count" = @p8
        WHERE "Key" = @p0
        """,
        Long, Long, Long, Number, Flag, Long, Number, Number, Long);

    public LaneStatement InsertParam { get; } = new(
        """INSERT INTO "RunParams" ("OrganizationId", "RunKey", "ExperimentKey", "Name", "Value", "ValueHead") VALUES (@p0, @p1, @p2, @p3, @p4, @p5)""",
        Id, Long, Long, Text, Text, Text);

    public LaneStatement InsertTag { get; } = new(
        """INSERT INTO "RunTags" ("OrganizationId", "RunKey", "ExperimentKey", "Name", "Value", "ValueHead") VALUES (@p0, @p1, @p2, @p3, @p4, @p5)""",
        Id, Long, Long, Text, Text, Text);

    public LaneStatement UpdateTag { get; } = new("""UPDATE "RunTags" SET "Value" = @p2, "ValueHead" = @p3 WHERE "RunKey" = @p0 AND "Name" = @p1""", Long, Text, Text, Text);

    public LaneStatement DeleteTag { get; } = new("""DELETE FROM "RunTags" WHERE "RunKey" = @p0 AND "Name" = @p1""", Long, Text);

    public LaneStatement InsertJournal { get; } = new(
        """
        INSERT INTO "MetricJournal" ("Key", "OrganizationId", "RunKey", "Points", "MinStep", "MaxStep", "MinTime", "MaxTime", "Payload")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)
        """,
        Long, Id, Long, Int, Long, Long, Long, Long, Bytes);

    public LaneStatement InsertEvent { get; } = new(
        """
        INSERT INTO "Events" ("OrganizationId", "ProjectId", "Kind", "Subject", "ActorId", "ActorName", "Data", "At")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)
        """,
        Id, Id, Text, Text, Id, Text, Text, Moment);

    public LaneStatement TakeKeys { get; } = new("""UPDATE "KeyBlocks" SET "Next" = "Next" + @p1 WHERE "Kind" = @p0""", Text, Long);

    public LaneStatement BeginKeys { get; } = new("""INSERT INTO "KeyBlocks" ("Kind", "Next") VALUES (@p0, @p1)""", Text, Long);

    public LaneStatement KeysTaken { get; } = new("""SELECT "Next" FROM "KeyBlocks" WHERE "Kind" = @p0""", Text);

    public LaneStatement OpenPoints { get; } = new(
        provider is DatabaseProvider.SqlServer
            ? """
              MERGE "QuotaBalances" WITH (HOLDLOCK) AS b USING (SELECT @p0 AS "OrganizationId", @p1 AS "Period") AS f ON b."OrganizationId" = f."OrganizationId" AND b."Resource" = 'MetricPoints' AND b."Period" = f."Period"
              WHEN NOT MATCHED THEN INSERT ("OrganizationId", "Resource", "Period", "Used") VALUES (@p0, 'MetricPoints', @p1, 0);
              """
            : """
              INSERT INTO "QuotaBalances" ("OrganizationId", "Resource", "Period", "Used") VALUES (@p0, 'MetricPoints', @p1, 0)
              ON CONFLICT ("OrganizationId", "Resource", "Period") DO NOTHING
              """,
        Id, Int);

    public LaneStatement PointsUsed { get; } = new(
        $"""
        SELECT "Used" FROM "QuotaBalances"{Hint(provider, "UPDLOCK, ROWLOCK")} WHERE "OrganizationId" = @p0 AND "Resource" = 'MetricPoints' AND "Period" = @p1{Suffix(provider, "FOR UPDATE")}
        """,
        Id, Int);

    public LaneStatement BookPoints { get; } = new(
        """UPDATE "QuotaBalances" SET "Used" = @p2 WHERE "OrganizationId" = @p0 AND "Resource" = 'MetricPoints' AND "Period" = @p1""",
        Id, Int, Long);

    public LaneStatement EnterPoints { get; } = new(
        """INSERT INTO "QuotaEntries" ("OrganizationId", "Resource", "Period", "Amount", "Used", "Reason", "At") VALUES (@p0, 'MetricPoints', @p1, @p2, @p3, @p4, @p5)""",
        Id, Int, Long, Long, Text, Moment);

    private static string Hint(DatabaseProvider provider, string hint) => provider is DatabaseProvider.SqlServer ? $" WITH ({hint})" : "";

    private static string Suffix(DatabaseProvider provider, string suffix) => provider is DatabaseProvider.PostgreSql ? $" {suffix}" : "";
}
