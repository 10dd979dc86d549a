using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// Tells whether content read twice was the same, under a secret key that never leaves the process: GMAC (NIST SP 800-38D) block after block, each
/// taking the tag of the one before it along. A fraction of a hash's time. Nobody sees a tag, so nobody can make other content that has it.
/// </summary>
internal sealed class ContentMac : IDisposable
{
    /// <summary>Octets of a key.</summary>
    public const int KeySize = 16;

    private const int BlockSize = 32 << 10;
    private const int TagSize = 16;

    private readonly AesGcm _gcm;
    private readonly byte[] _stage = ArrayPool<byte>.Shared.Rent(BlockSize);
    private readonly byte[] _tag = new byte[TagSize];
    private readonly byte[] _nonce = new byte[12];
    private int _staged;
    private long _blocks;
    private bool _isDisposed;

    public ContentMac(ReadOnlySpan<byte> key) => _gcm = new AesGcm(key, TagSize);

    public static byte[] Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content)
    {
        using var mac = new ContentMac(key);
        mac.Append(content);
        return mac.Finish();
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        // Blocks are the same ones however the octets come.
        while (_staged + octets.Length >= BlockSize)
        {
            ReadOnlySpan<byte> head = octets[..(BlockSize - _staged)];
            octets = octets[head.Length..];
            if (_staged == 0)
            {
                Add(head);
                continue;
            }

            head.CopyTo(_stage.AsSpan(_staged));
            _staged = 0;
            Add(_stage.AsSpan(0, BlockSize));
        }

        octets.CopyTo(_stage.AsSpan(_staged));
        _staged += octets.Length;
    }

    /// <summary>The tag; the last call.</summary>
    public byte[] Finish()
    {
        Add(_stage.AsSpan(0, _staged)); // shorter than a block, so no other content ends with it
        _staged = 0;
        return [.. _tag];
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _gcm.Dispose();
        CryptographicOperations.ZeroMemory(_stage.AsSpan(0, BlockSize));
        ArrayPool<byte>.Shared.Return(_stage);
    }

    private void Add(ReadOnlySpan<byte> block)
    {
        Span<byte> encrypted = stackalloc byte[TagSize];
        Span<byte> tag = stackalloc byte[TagSize];
        BinaryPrimitives.WriteInt64BigEndian(_nonce, _blocks++);
        _gcm.Encrypt(_nonce, _tag, encrypted, tag, block);
        tag.CopyTo(_tag);
    }
}
