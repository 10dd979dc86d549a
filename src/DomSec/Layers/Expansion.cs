namespace DomSec.Layers;

/// <summary>
/// What all compressed layers of a message together may become (RFC 3274; SEC-DOS-01). Measured against the octets of the message itself, so that
/// compression inside compression does not multiply the ratio.
/// </summary>
internal sealed class Expansion(DomSecLimits limits)
{
    private long _expanded;

    /// <summary>Counts octets that came out of a compressed layer; false when it is too much.</summary>
    /// <param name="octets">How many.</param>
    /// <param name="received">Octets of the message that were read so far.</param>
    public bool TryAdd(int octets, long received)
    {
        _expanded += octets;
        return _expanded <= limits.MaxMessageBytes
            && (_expanded <= DomSecLimits.DecompressionGraceBytes || _expanded - DomSecLimits.DecompressionGraceBytes <= (Int128)received * limits.MaxDecompressionRatio);
    }
}
