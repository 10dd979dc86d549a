using DomSec.Ber;

namespace DomSec.Fuzz.Engine;

/// <summary>Cuts an input into pieces. The sizes follow from the input, so that a finding can be repeated from the input alone.</summary>
internal struct Chunks
{
    private readonly int _most;
    private uint _state;

    public Chunks(ReadOnlySpan<byte> input, uint variant = 0)
    {
        // FNV-1a: any hash does, it only has to be the same on every machine.
        _state = 2166136261 ^ variant;
        foreach (byte octet in input)
        {
            _state = unchecked((_state ^ octet) * 16777619);
        }

        _state |= 1;
        _most = (Next() & 3) switch
        {
            0 => 1,
            1 => 7,
            2 => 100,
            _ => input.Length,
        };
        if (input.Length > 16 << 10)
        {
            _most = Math.Max(_most, 100); // single octets of a large input would only cost time
        }
    }

    /// <summary>Pushes the input in pieces, and then the end.</summary>
    public static void Push(OctetSink sink, ReadOnlySpan<byte> input, uint variant = 0)
    {
        var chunks = new Chunks(input, variant);
        while (!input.IsEmpty)
        {
            int take = chunks.NextSize(input.Length);
            sink.Write(input[..take]);
            input = input[take..];
        }

        sink.Complete();
    }

    /// <summary>The size of the next piece, of what is left.</summary>
    public int NextSize(int left) => Math.Min(left, 1 + (int)(Next() % (uint)Math.Max(1, _most)));

    private uint Next()
    {
        _state ^= unchecked(_state << 13);
        _state ^= _state >> 17;
        _state ^= unchecked(_state << 5);
        return _state;
    }
}
