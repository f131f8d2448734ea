namespace Slipway.Demo.Logging;

/// <summary>The tracking server can't be reached or refuses; the message is a sentence for whoever started the training.</summary>
internal sealed class TrackingFailure(string message) : Exception(message);
