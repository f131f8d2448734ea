using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>The tenant filter doesn't reach hand-written SQL, so such SQL stands in few places, each of which names the tenant or project itself.</summary>
public sealed class SqlTests
{
    private static readonly string[] Writers = ["set_CommandText", "FromSql", "FromSqlRaw", "FromSqlInterpolated", "ExecuteSql", "ExecuteSqlRaw", "ExecuteSqlAsync", "ExecuteSqlRawAsync", "SqlQuery", "SqlQueryRaw"];

    private static readonly Dictionary<string, string> Places = new()
    {
        ["Slipway.Foundation.Data"] = "opens and sets up the database",
        ["Slipway.Tracking.Artifacts"] = "the lane on which the rows of thousands of small files share commits",
        ["Slipway.Tracking.Ingest"] = "the lane on which everything about runs is written",
        ["Slipway.Tracking.Search"] = "builds the statements of searches",
    };

    [Fact]
    public void Raw_SQL_is_written_in_the_database_the_ingest_lane_and_search_alone()
    {
        var writers = Product.Types.Where(type => Product.Calls(type).Any(call => Writers.Contains(call.Name))).ToList();

        Places.Keys.Except(writers.Select(type => type.Namespace)).ShouldBeEmpty();
        writers.Where(type => !Places.ContainsKey(type.Namespace)).Select(type => type.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Filters_are_ignored_by_name()
    {
        var ignoring = Product.Types.SelectMany(type => Product.Calls(type).Where(call => call.Name == "IgnoreQueryFilters").Select(call => (type.FullName, call.Parameters.Count))).ToList();

        ignoring.ShouldNotBeEmpty();
        ignoring.Where(call => call.Count != 2).Select(call => call.FullName).ShouldBeEmpty();
    }
}
