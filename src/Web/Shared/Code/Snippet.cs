namespace Slipway.Shared.Code;

/// <summary>One way to do it: the language's name as people say it, and the lines.</summary>
public sealed record Snippet(string Language, string Code);
