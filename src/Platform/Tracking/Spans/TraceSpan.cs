namespace Slipway.Tracking.Spans;

/// <summary>One step of a traced request, as the tree and the timeline show it.</summary>
/// <param name="SpanId">16 hexadecimal digits.</param>
/// <param name="ParentId">The span that it is a part of; null for the root.</param>
/// <param name="Type">What kind of step: LLM, CHAT_MODEL, TOOL, RETRIEVER, CHAIN, AGENT …; empty when nothing was said.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="End">Nanoseconds since 1970; null when it never ended.</param>
public sealed record TraceSpan(string SpanId, string? ParentId, string Name, string Type, long Start, long? End, SpanStatus Status, string? StatusMessage, long? Tokens);

/// <summary>How a span ended.</summary>
public enum SpanStatus
{
    Unset,
    Ok,
    Error,
}

/// <summary>The spans of a trace in the order of their beginning.</summary>
/// <param name="Expected">How many spans the client said there are; null when it didn't.</param>
/// <param name="File">The artifact that holds them, below the project.</param>
public sealed record TraceSpans(IReadOnlyList<TraceSpan> Spans, int? Expected, string File);

/// <summary>Everything that a span says. Values are JSON.</summary>
public sealed record SpanDetails(TraceSpan Span, string? Inputs, string? Outputs, IReadOnlyList<KeyValue> Attributes, IReadOnlyList<SpanEvent> Events);

/// <summary>Something that happened during a span, such as an exception.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Attributes">Values are JSON.</param>
public sealed record SpanEvent(string Name, long Time, IReadOnlyList<KeyValue> Attributes);
