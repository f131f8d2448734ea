using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Demo.Logging;
using Slipway.Demo.Sweeps;
using Slipway.Foundation.Access;
using Slipway.Foundation.Live;
using Slipway.Identity.Tokens;

namespace Slipway.Demo;

/// <summary>
/// Trainings of the demo that go on in this process, one at a time for a project. They log over HTTP to this same server with a token of the person who asked
/// for them. When the server stops they are stopped first, while it still answers, so that none of their runs stays behind as running.
/// </summary>
public sealed partial class DemoTrainings : IHostedLifecycleService, IDisposable
{
    /// <summary>The most trainings at once in this process.</summary>
    public const int Most = 4;

    private readonly IServer _server;
    private readonly DemoSettings _settings;
    private readonly DemoBeginning _begun;
    private readonly LiveFeed _live;
    private readonly TimeProvider _time;
    private readonly ILogger<DemoTrainings> _log;
    private readonly Lock _changing = new();
    private readonly Dictionary<Id<Project>, Going> _going = [];
    private readonly Dictionary<Id<Project>, string> _failures = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _beginning = Task.CompletedTask;

    internal DemoTrainings(IServer server, DemoSettings settings, DemoBeginning begun, LiveFeed live, TimeProvider time, ILogger<DemoTrainings> log) =>
        (_server, _settings, _begun, _live, _time, _log) = (server, settings, begun, live, time, log);

    private string? Address => _server.Features.Get<IServerAddressesFeature>() is { } listening ? OwnAddress.Of(listening.Addresses) : null;

    /// <summary>How far the project's training is; null when nothing is trained.</summary>
    internal (SweepProgress? Progress, string StartedBy)? Find(Id<Project> project)
    {
        lock (_changing)
        {
            return _going.TryGetValue(project, out var going) ? (going.Progress, going.Plan.User) : null;
        }
    }

    /// <summary>Why the project's last training ended early, if it did.</summary>
    internal string? FailureOf(Id<Project> project)
    {
        lock (_changing)
        {
            return _failures.GetValueOrDefault(project);
        }
    }

    /// <summary>Starts a training with a token that is revoked when it ends. Null when it was started.</summary>
    internal Refusal? Start(KnownProject project, Principal person, NewToken token, string kind, SweepPace pace)
    {
        lock (_changing)
        {
            if (_stopping.IsCancellationRequested || Address is not { } address)
            {
                return new Conflict("The server is stopping. Start the training when it is back.");
            }

            if (_going.ContainsKey(project.Id))
            {
                return new Conflict("Models are being trained in this project. Watch them, or stop them first.");
            }

            if (_going.Count >= Most)
            {
                return new Conflict($"This server trains in {Most} projects at a time. Wait for one of them.");
            }

            var going = new Going(project, person, token, new SweepPlan(kind, pace, _settings.Trainings, person.Name), CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
            _going[project.Id] = going;
            _failures.Remove(project.Id);
            going.Task = Task.Run(() => TrainAsync(going, new Uri($"{address}/{project.OrganizationSlug}/{project.Slug}")), CancellationToken.None);
        }

        _live.Publish(Topics.Project(project.Id), LiveMessage.Changed);
        return null;
    }

    /// <summary>Stops the project's training and waits until its runs say so. False when nothing is trained.</summary>
    internal async Task<bool> StopAsync(Id<Project> project, CancellationToken ct)
    {
        if (GoingIn(project) is not { } going)
        {
            return false;
        }

        await going.Stop.CancelAsync();
        await going.Task.WaitAsync(ct);
        return true;
    }

    /// <summary>Waits until nothing is trained in the project any more.</summary>
    internal async Task WaitAsync(Id<Project> project, CancellationToken ct)
    {
        await _beginning.WaitAsync(ct);
        await (GoingIn(project)?.Task ?? Task.CompletedTask).WaitAsync(ct);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The server answers by now; nobody who starts it waits for what the demo has to do first.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_settings.Trains && Address is not null)
        {
            _beginning = Task.Run(BeginAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        Task[] all;
        lock (_changing)
        {
            all = [_beginning, .. _going.Values.Select(going => going.Task)];
        }

        await Task.WhenAll(all).WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private Going? GoingIn(Id<Project> project)
    {
        lock (_changing)
        {
            return _going.GetValueOrDefault(project);
        }
    }

    private async Task BeginAsync()
    {
        try
        {
            await _begun.CloseLeftBehindAsync(_stopping.Token);
            if (await _begun.NeedsFirstRunsAsync(_stopping.Token) is var (project, person))
            {
                await StartAsync(project, person, DemoBeginning.First, SweepPace.Fast);
                await (GoingIn(project.Id)?.Task ?? Task.CompletedTask);
                await _begun.RegisterAsync(project, person, _stopping.Token);
                await StartAsync(project, person, DemoBeginning.Watched, _settings.Pace);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops before its demo is complete: the next start goes on.
        }
        catch (Exception bug)
        {
            LogBug(_log, DemoWorld.Vision, bug);
        }
    }

    private async Task StartAsync(KnownProject project, Principal person, string kind, SweepPace pace)
    {
        var token = await _begun.TokenAsync(project, person, _stopping.Token);
        if (Start(project, person, token, kind, pace) is not null)
        {
            await _begun.RevokeAsync(project, person, token, _stopping.Token);
        }
    }

    private async Task TrainAsync(Going going, Uri address)
    {
        string? failure = null;
        try
        {
            using var http = TrackingClient.Http(address, going.Token.Secret);
            await new DigitSweep(new(http, _time), going.Plan, progress => Report(going, progress)).RunAsync(going.Stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Somebody stopped it, or the server stops: its runs say so.
        }
        catch (TrackingFailure refused)
        {
            failure = refused.Message;
            LogFailure(_log, going.Project.Slug, refused.Message);
        }
        catch (Exception bug)
        {
            // Nobody awaits it, so that it would be lost.
            failure = "The training failed on the server, which has logged why.";
            LogBug(_log, going.Project.Slug, bug);
        }
        finally
        {
            await _begun.RevokeAsync(going.Project, going.Person, going.Token, CancellationToken.None);
            lock (_changing)
            {
                _going.Remove(going.Project.Id);
                if (failure is not null)
                {
                    _failures[going.Project.Id] = failure;
                }
            }

            going.Stop.Dispose();
            _live.Publish(Topics.Project(going.Project.Id), LiveMessage.Changed);
        }
    }

    private void Report(Going going, SweepProgress progress)
    {
        going.Progress = progress;
        _live.Publish(Topics.Project(going.Project.Id), LiveMessage.Changed);
    }

    [LoggerMessage(LogLevel.Warning, "The demo's training in {Project} ended early: {Why}")]
    private static partial void LogFailure(ILogger log, string project, string why);

    [LoggerMessage(LogLevel.Error, "The demo's training in {Project} failed.")]
    private static partial void LogBug(ILogger log, string project, Exception bug);

    private sealed record Going(KnownProject Project, Principal Person, NewToken Token, SweepPlan Plan, CancellationTokenSource Stop)
    {
        public Task Task { get; set; } = Task.CompletedTask;

        public SweepProgress? Progress { get; set; }
    }
}
