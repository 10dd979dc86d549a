namespace DomSec.Interop.Tests.Peers;

/// <summary>A peer did not do what it was asked.</summary>
internal sealed class PeerRefusalException(string message) : Exception(message);
