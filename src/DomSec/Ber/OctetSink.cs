namespace DomSec.Ber;

/// <summary>Takes octets pushed to it. The one shape of all pipelines: nothing here reads, waits or allocates by a sender's length field.</summary>
internal abstract class OctetSink
{
    public abstract void Write(ReadOnlySpan<byte> octets);

    /// <summary>No more octets will come.</summary>
    public virtual void Complete()
    {
    }
}
