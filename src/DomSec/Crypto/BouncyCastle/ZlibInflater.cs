using System.Security.Cryptography;
using Org.BouncyCastle.Utilities.Zlib;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// Undoes zlib compression (RFC 1950) of pushed octets. The platform's class pulls from a stream and tells neither a truncated end nor octets
/// behind it; both matter here.
/// </summary>
internal sealed class ZlibInflater : IDisposable
{
    private const int Ok = 0;
    private const int StreamEnd = 1;
    private const int BufferError = -5; // no progress possible: more input is needed

    private readonly ZStream _stream = new();
    private readonly byte[] _input = new byte[16 << 10];
    private readonly byte[] _output = new byte[32 << 10];

    public ZlibInflater() => _stream.inflateInit();

    /// <summary>Whether the end was reached and its checksum was right.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether this is no zlib data, or something follows it.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes from the input as much as gives one buffer of output, which stands until the next call; empty when all was taken or it broke.</summary>
    public ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> input)
    {
        while (!IsBroken && !(input.IsEmpty && _stream.avail_in == 0 && IsDry))
        {
            if (IsDone)
            {
                IsBroken = true; // octets behind the end
                break;
            }

            if (_stream.avail_in == 0)
            {
                int take = Math.Min(input.Length, _input.Length);
                input[..take].CopyTo(_input);
                input = input[take..];
                (_stream.next_in, _stream.next_in_index, _stream.avail_in) = (_input, 0, take);
            }

            int written = Inflate();
            if (written > 0)
            {
                return _output.AsSpan(0, written);
            }
        }

        return default;
    }

    public void Dispose()
    {
        _stream.inflateEnd();
        CryptographicOperations.ZeroMemory(_input);
        CryptographicOperations.ZeroMemory(_output);
    }

    /// <summary>Whether the last output did not fill the buffer, so that nothing waits inside.</summary>
    private bool IsDry { get; set; } = true;

    private int Inflate()
    {
        (_stream.next_out, _stream.next_out_index, _stream.avail_out) = (_output, 0, _output.Length);
        int status;
        try
        {
            status = _stream.inflate(0);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or NullReferenceException or OverflowException)
        {
            status = BufferError - 1; // hostile input, met by code that is not ours
        }

        int written = _output.Length - _stream.avail_out;
        IsDry = _stream.avail_out > 0;
        IsDone = status == StreamEnd;
        IsBroken = status is not (Ok or StreamEnd or BufferError) || (status == BufferError && _stream.avail_in > 0 && written == 0) || (IsDone && _stream.avail_in > 0);
        return written;
    }
}
