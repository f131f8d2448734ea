using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;

namespace Slipway.Tracking.Runs;

/// <summary>
/// What a page of 100 runs costs among many, each with ten params, ten metrics and five tags, and what reading one run does.
/// Run with <c>--filter *RunSearchBenchmarks* --job short --inProcess</c>.
/// </summary>
public class RunSearchBenchmarks
{
    private const string Vision = "/acme/vision";

    private readonly string _data = Directory.CreateTempSubdirectory("slipway-benchmark-").FullName;
    private WebApplication _app = null!;
    private AsyncServiceScope _scope;
    private RunService _runs = null!;
    private KnownProject _project = null!;
    private string _runId = "";
    private string? _deepPage;

    [Params(1_000, 10_000, 100_000)]
    public int Count { get; set; }

    [GlobalSetup]
    public async Task FillAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("Slipway:Data", _data)]);
        builder.Services.AddPlatform(builder.Configuration);
        _app = builder.Build();
        await _app.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        await _app.Services.GetRequiredService<DemoWorld>().SeedAsync(CancellationToken.None);
        await new StoredRuns(_app.Services).AddAsync(Vision, 0, GeneratedRuns.Of(0, Count), CancellationToken.None);

        _scope = _app.Services.CreateAsyncScope();
        await using var db = await _scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var ada = await db.Users.SingleAsync(user => user.Email == DemoWorld.Ada.Email);
        _project = (await _app.Services.GetRequiredService<AccessMemory>().ProjectAsync(DemoWorld.Acme, DemoWorld.Vision, CancellationToken.None))!;
        _scope.ServiceProvider.GetRequiredService<Tenant>().Enter(_project.OrganizationId);
        _scope.ServiceProvider.GetRequiredService<Caller>().Become(new(ada.Key, ada.DisplayName));
        _runs = _scope.ServiceProvider.GetRequiredService<RunService>();
        _runId = (await Page("", [], null)).Items[^1].Info.RunId;
        for (var i = 0; i < 5; i++)
        {
            _deepPage = (await Page("", ["metrics.m0 ASC"], _deepPage)).NextPageToken;
        }
    }

    [GlobalCleanup]
    public async Task EmptyAsync()
    {
        await _scope.DisposeAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>The search of the performance table: a metric and a param, by metric.</summary>
    [Benchmark(Baseline = true)]
    public Task<Search.Page<RunDetails>> MetricAndParamByMetric() => Page("metrics.m0 < 0.5 AND params.p0 = 'v3'", ["metrics.m0 ASC"], null);

    [Benchmark]
    public Task<Search.Page<RunDetails>> Newest() => Page("", [], null);

    [Benchmark]
    public Task<Search.Page<RunDetails>> FifthPageByMetric() => Page("", ["metrics.m0 ASC"], _deepPage);

    [Benchmark]
    public Task<Search.Page<RunDetails>> RareParamByMetric() => Page("params.rare = 'yes'", ["metrics.m1 DESC"], null);

    [Benchmark]
    public Task<Search.Page<RunDetails>> TwoMetricsThatSeldomMeetNewestFirst() => Page("metrics.m0 < 0.05 AND metrics.m1 > 0.95", [], null);

    /// <summary>The runs that the filter leaves are at the far end of the order.</summary>
    [Benchmark]
    public Task<Search.Page<RunDetails>> FilterAgainstTheOrder() => Page("metrics.m0 > 0.8 AND metrics.twin > 0.8", ["metrics.twin ASC"], null);

    [Benchmark]
    public Task<Search.Page<RunDetails>> ByName() => Page("", ["attributes.run_name ASC"], null);

    [Benchmark]
    public async Task<RunDetails> Get() => (await _runs.GetAsync(_project, _runId, CancellationToken.None)).Value;

    private async Task<Search.Page<RunDetails>> Page(string filter, string[] orderBy, string? token) =>
        (await _runs.SearchAsync(_project, new RunSearch([0], filter, OrderBy: orderBy, MaxResults: 100, PageToken: token), CancellationToken.None)).Value;
}
