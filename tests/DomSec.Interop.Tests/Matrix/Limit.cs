using DomSec.Interop.Tests.Peers;

namespace DomSec.Interop.Tests.Matrix;

/// <summary>Cells that stay empty because of the peer.</summary>
/// <param name="Peer">Whose limit.</param>
/// <param name="Directions">In which directions.</param>
/// <param name="Reason">What it cannot, in words for docs/INTEROP.md.</param>
/// <param name="Features">The rows.</param>
internal sealed record Limit(Peer Peer, Direction[] Directions, string Reason, Feature[] Features);
