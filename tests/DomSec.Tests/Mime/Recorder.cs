using DomSec.Ber;

namespace DomSec.Tests.Mime;

/// <summary>Keeps what a sink pushes on, and pushes octets in chunks.</summary>
internal sealed class Recorder : OctetSink
{
    private readonly MemoryStream _octets = new();

    public byte[] Octets => _octets.ToArray();

    public string Text => System.Text.Encoding.Latin1.GetString(Octets);

    public int Completions { get; private set; }

    /// <summary>Pushes in chunks of so many octets and completes; 0 is one chunk.</summary>
    public static void Push(OctetSink sink, ReadOnlySpan<byte> octets, int chunk = 0)
    {
        while (!octets.IsEmpty)
        {
            int take = chunk == 0 ? octets.Length : Math.Min(chunk, octets.Length);
            sink.Write(octets[..take]);
            octets = octets[take..];
        }

        sink.Complete();
    }

    /// <summary>Pushes in two chunks and completes.</summary>
    public static void PushSplit(OctetSink sink, ReadOnlySpan<byte> octets, int at)
    {
        sink.Write(octets[..at]);
        sink.Write(octets[at..]);
        sink.Complete();
    }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        Assert.Equal(0, Completions);
        _octets.Write(octets);
    }

    public override void Complete() => Completions++;
}
