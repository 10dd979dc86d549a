using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>Takes the content of one layer of the chain in a pass that releases it. Completed only when the content's end was checked again.</summary>
/// <param name="index">The layer's place in the chain.</param>
/// <param name="output">Where its content goes.</param>
internal sealed class ReleaseSink(int index, OctetSink output) : OctetSink
{
    public int Index { get; } = index;

    public bool IsComplete { get; private set; }

    public override void Write(ReadOnlySpan<byte> octets) => output.Write(octets);

    public override void Complete()
    {
        output.Complete();
        IsComplete = true;
    }
}
