namespace Slipway.Tracking.Search;

/// <summary>Which things a search looks at; the numbers are the protocol's.</summary>
public enum LifecycleView { ActiveOnly = 1, DeletedOnly = 2, All = 3 }
