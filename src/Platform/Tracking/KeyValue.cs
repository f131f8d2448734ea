namespace Slipway.Tracking;

/// <summary>A param or tag.</summary>
public readonly record struct KeyValue(string Key, string Value);
