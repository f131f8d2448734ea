using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Slipway.Foundation.Data;

internal static class Duplicates
{
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqlServerUniqueIndex = 2601;
    private const int SqlServerUniqueConstraint = 2627;
    private const int SqlServerDeadlock = 1205;

    /// <summary>Whether the save failed because somebody else was first with the same unique name.</summary>
    public static bool IsDuplicate(this DbUpdateException exception) => exception.InnerException switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteConstraintUnique or SqliteConstraintPrimaryKey,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation,
        SqlException server => server.Number is SqlServerUniqueIndex or SqlServerUniqueConstraint,
        _ => false,
    };

    /// <summary>Whether somebody else changed the same rows at the same moment, so that the whole change may be tried again on what is there now.</summary>
    public static bool IsOvertaken(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbUpdateConcurrencyException or PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } or SqlException { Number: SqlServerDeadlock }
                || (cause is DbUpdateException update && update.IsDuplicate()))
            {
                return true;
            }
        }

        return false;
    }
}
