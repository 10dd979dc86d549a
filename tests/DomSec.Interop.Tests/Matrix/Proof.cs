using System.Collections.Concurrent;
using DomSec.Interop.Tests.Peers;

namespace DomSec.Interop.Tests.Matrix;

/// <summary>What this run has proven. A test says so as its last act: an assertion that failed before leaves the cell empty.</summary>
internal static class Proof
{
    private static readonly ConcurrentDictionary<(Feature, Peer, Direction), byte> _proven = new();

    public static bool Has(Feature feature, Peer peer, Direction direction) => _proven.ContainsKey((feature, peer, direction));

    public static void Of(Peer peer, Direction direction, params ReadOnlySpan<Feature> features)
    {
        foreach (Feature feature in features)
        {
            _proven[(feature, peer, direction)] = 0;
        }
    }
}
