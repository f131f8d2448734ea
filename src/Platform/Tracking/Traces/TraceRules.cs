using System.Buffers;

namespace Slipway.Tracking.Traces;

/// <summary>What traces may be called and carry, and the sentences that say otherwise.</summary>
internal static class TraceRules
{
    /// <summary>The most tags or metadata that a trace carries.</summary>
    public const int MostPairs = 1_000;

    // An id is a folder's name among the artifacts, and a part of addresses and live topics.
    private static readonly SearchValues<char> IdLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    public static NotFound NoSuchTrace(string traceId) => new($"Trace with ID '{traceId}' not found.");

    public static Invalid? CheckId(string traceId) =>
        traceId.Length is 0 or > Trace.IdLength || traceId.AsSpan().ContainsAnyExcept(IdLetters)
            ? new Invalid($"Invalid trace ID '{traceId}'. It has 1 to {Trace.IdLength} letters, digits, - and _, like tr-0123456789abcdef0123456789abcdef.")
            : null;

    public static Invalid? Check(IReadOnlyList<KeyValue> pairs, string what) =>
        pairs.Count > MostPairs ? new Invalid($"A trace may carry {MostPairs} {what}, and this one has {pairs.Count}.")
        : pairs.FirstOrDefault(pair => pair.Key is "" or { Length: > TraceTag.NameLimit }) is { Key: not null } bad
            ? new Invalid($"The key '{bad.Key}' can't be stored among the {what}: it has 1 to {TraceTag.NameLimit} characters.")
        : null;
}
