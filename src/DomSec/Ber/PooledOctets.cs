using System.Buffers;
using System.Security.Cryptography;

namespace DomSec.Ber;

/// <summary>A growing buffer on pooled arrays; it grows with what was really received. Cleared when returned, unless told that it holds no plaintext.</summary>
internal sealed class PooledOctets : OctetSink, IDisposable
{
    private byte[] _buffer;
    private int _length;
    private int _used; // the most that was ever written to

    public PooledOctets(int capacity = 4096) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>False once all that it holds may be seen by anyone, as ciphertext may: then it is returned as it is.</summary>
    public bool HoldsSecrets { get; set; } = true;

    public int Length => _length;

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <summary>What was written, to be changed in place.</summary>
    public Span<byte> WritableSpan => _buffer.AsSpan(0, _length);

    public override void Write(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(GetSpan(octets.Length));
        _length += octets.Length;
    }

    /// <summary>Room for at least this many octets; <see cref="Advance"/> takes what was used.</summary>
    public Span<byte> GetSpan(int atLeast)
    {
        if (_buffer.Length - _length < atLeast)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)Math.Min(Array.MaxLength, Math.Max(2L * _buffer.Length, (long)_length + atLeast))));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Return(_buffer, _used);
            _buffer = larger;
        }

        _used = Math.Max(_used, _length + atLeast);
        return _buffer.AsSpan(_length);
    }

    public void Advance(int count) => _length += count;

    public void Reset() => _length = 0;

    public byte[] ToArray() => Span.ToArray();

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            Return(buffer, _used);
        }

        _length = 0;
        _used = 0;
    }

    private void Return(byte[] buffer, int used)
    {
        if (HoldsSecrets)
        {
            CryptographicOperations.ZeroMemory(buffer.AsSpan(0, used));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
