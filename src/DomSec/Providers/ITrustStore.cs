namespace DomSec.Providers;

/// <summary>The community's own trust: anchors, and what helps building paths. Never the machine's roots. Safe for concurrent use.</summary>
public interface ITrustStore
{
    /// <summary>What is trusted now. The same object is returned until something changes, so it can key a cache.</summary>
    TrustMaterial Current { get; }
}
