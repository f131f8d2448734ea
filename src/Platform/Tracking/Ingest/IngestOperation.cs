using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Tracking.Ingest;

/// <summary>
/// One change that the lane carries. It says what it needs to know of its run, then decides on that alone: either everything it wants happens, or
/// it refuses and nothing does. It may be decided more than once, when a group has to be written again.
/// </summary>
internal abstract class IngestOperation(Id<Organization> organization, KnownProject project, Principal actor)
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Id<Organization> Organization { get; } = organization;

    public KnownProject Project { get; } = project;

    public Principal Actor { get; } = actor;

    /// <summary>The run it is about; empty when it is about none.</summary>
    public abstract string RunId { get; }

    /// <summary>How many points it carries: groups and the queue are bounded by them.</summary>
    public virtual int Points => 0;

    /// <summary>How many keys of rows it may need.</summary>
    public virtual int Keys => 1;

    /// <summary>The number of the experiment whose row it needs, or null.</summary>
    public virtual long? Experiment => null;

    /// <summary>Whether it changes more than one run and so has to be written by itself.</summary>
    public virtual bool IsAlone => false;

    /// <summary>Why it was declined; null when it was carried out. Known when <see cref="Written"/> completes.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Completes when its outcome is durable.</summary>
    public Task Written => _written.Task;

    /// <summary>Names what it needs to know of the run.</summary>
    public virtual void Ask(RunState run)
    {
    }

    /// <summary>Does it to the run as it is known, or says why not.</summary>
    public abstract Refusal? Decide(RunState run, IngestGroup group);

    /// <summary>Hands back what it rented.</summary>
    public virtual void Release()
    {
    }

    public void Complete() => _written.TrySetResult();

    public void Fail(Exception exception) => _written.TrySetException(exception);

    protected EventToWrite Happened(PlatformEvent happened) => new(happened, this);
}

/// <summary>An event that is written with the operation that caused it.</summary>
internal readonly record struct EventToWrite(PlatformEvent Happened, IngestOperation By);
