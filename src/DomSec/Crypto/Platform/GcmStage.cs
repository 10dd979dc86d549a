using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// AES-GCM (NIST SP 800-38D) in pieces out of what the platform has only whole: the key stream is counter blocks through AES-ECB, and GHASH of a
/// piece is its GMAC without the mask. Pieces are joined by one multiplication by a power of H each, because GHASH is linear. No AES
/// and no table here; the multiplication takes the same time for every value. Proved against the platform's AES-GCM once before it is used.
/// </summary>
internal sealed class GcmStage : IDisposable
{
    /// <summary>Octets of a piece.</summary>
    public const int Size = 32 << 10;

    private const int BlockSize = 16;
    private const int FullTagSize = 16;
    private const int NonceSize = 12;

    /// <summary>NIST SP 800-38D section 5.2.1.1: at most 2^39 - 256 bits.</summary>
    private const long MaxContent = (1L << 36) - 32;

    private static readonly Lazy<bool> _isProved = new(Prove);

    private readonly Aes _aes;
    private readonly ICryptoTransform _ecb;
    private readonly AesGcm _gcm;
    private readonly byte[] _nonce;
    private readonly byte[] _counters = ArrayPool<byte>.Shared.Rent(Size);
    private readonly byte[] _keyStream = ArrayPool<byte>.Shared.Rent(Size);
    private readonly ArrayBufferWriter<byte> _associated = new();
    private readonly UInt128 _h;
    private readonly UInt128 _mask;
    private readonly UInt128 _pieceLength; // a whole piece's length block times H
    private readonly UInt128 _piecePower; // H to the number of a piece's blocks
    private UInt128 _hash; // of the content so far, times H
    private long _length;
    private uint _counter = 2;
    private bool _isDisposed;

    /// <param name="key">An AES key.</param>
    /// <param name="nonce">12 octets.</param>
    public GcmStage(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce)
    {
        _nonce = nonce.ToArray();
        _gcm = new AesGcm(key, FullTagSize);
        _aes = Aes.Create();
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
        _aes.SetKey(key);
        _ecb = _aes.CreateEncryptor();
        for (int at = 0; at < Size; at += BlockSize)
        {
            nonce.CopyTo(_counters.AsSpan(at));
        }

        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        _aes.EncryptEcb(block, block, PaddingMode.None);
        _h = BinaryPrimitives.ReadUInt128BigEndian(block);

        // Section 7.1: J0 is the nonce and a counter of one.
        nonce.CopyTo(block);
        BinaryPrimitives.WriteUInt32BigEndian(block[NonceSize..], 1);
        _aes.EncryptEcb(block, block, PaddingMode.None);
        _mask = BinaryPrimitives.ReadUInt128BigEndian(block);
        _pieceLength = Multiply(LengthBlock(Size, 0), _h);
        _piecePower = Power(_h, Size / BlockSize);
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>Whether it may stand in for the reference.</summary>
    public static bool CanTake(ContentMode mode, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce) =>
        mode == ContentMode.Gcm && key.Length is 16 or 24 or 32 && nonce.Length == NonceSize && _isProved.Value;

    /// <summary>Whether more was pushed than the counter has values for; then nothing that came out counts.</summary>
    public bool IsTooLong => _length > MaxContent;

    public void AddAssociatedData(ReadOnlySpan<byte> data) => _associated.Write(data);

    /// <summary>Encrypts or decrypts a piece: whole, or the last one.</summary>
    public void Cipher(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int blocks = (input.Length + BlockSize - 1) / BlockSize;
        FillCounters(_counters.AsSpan(0, blocks * BlockSize), _counter);
        _counter = unchecked(_counter + (uint)blocks);
        _ecb.TransformBlock(_counters, 0, blocks * BlockSize, _keyStream, 0);
        Xor(input, _keyStream.AsSpan(0, input.Length), output[..input.Length]);
    }

    /// <summary>Takes a piece of ciphertext into the tag: whole, or the last one.</summary>
    public void Authenticate(ReadOnlySpan<byte> ciphertext)
    {
        UInt128 power = ciphertext.Length == Size ? _piecePower : Power(_h, BlocksOf(ciphertext.Length));
        _hash = Multiply(_hash, power) ^ Hash(ciphertext);
        _length += ciphertext.Length;
    }

    /// <summary>The whole tag, once.</summary>
    public void Finish(Span<byte> tag)
    {
        UInt128 hash = _hash;
        if (_associated.WrittenCount > 0)
        {
            // It stands before the content, whenever it came.
            hash ^= Multiply(Hash(_associated.WrittenSpan), Power(_h, BlocksOf(_length)));
        }

        BinaryPrimitives.WriteUInt128BigEndian(tag, hash ^ Multiply(LengthBlock(_associated.WrittenCount, _length), _h) ^ _mask);
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _ecb.Dispose();
        _aes.Dispose();
        _gcm.Dispose();
        CryptographicOperations.ZeroMemory(_keyStream);
        ArrayPool<byte>.Shared.Return(_counters);
        ArrayPool<byte>.Shared.Return(_keyStream);
    }

    /// <summary>Section 6.3 for one block, in the time of 128 steps for every value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static UInt128 Multiply(UInt128 x, UInt128 y)
    {
        unchecked
        {
            ulong high = 0, low = 0, vHigh = (ulong)(y >> 64), vLow = (ulong)y;
            ulong bits = (ulong)(x >> 64);
            for (int half = 0; half < 2; half++)
            {
                for (int i = 63; i >= 0; i--)
                {
                    ulong take = 0UL - ((bits >> i) & 1);
                    high ^= vHigh & take;
                    low ^= vLow & take;
                    ulong carry = 0UL - (vLow & 1);
                    vLow = (vLow >> 1) | (vHigh << 63);
                    vHigh = (vHigh >> 1) ^ (carry & 0xE100_0000_0000_0000);
                }

                bits = (ulong)x;
            }

            return new UInt128(high, low);
        }
    }

    private static UInt128 Power(UInt128 h, long exponent)
    {
        UInt128 result = UInt128.One << 127; // the one of this field: its first bit
        for (UInt128 square = h; exponent > 0; exponent >>= 1, square = Multiply(square, square))
        {
            result = (exponent & 1) != 0 ? Multiply(result, square) : result;
        }

        return result;
    }

    private static long BlocksOf(long length) => (length + BlockSize - 1) / BlockSize;

    /// <summary>Section 7.1: the two lengths in bits.</summary>
    private static UInt128 LengthBlock(long associated, long content) => new((ulong)associated * 8, (ulong)content * 8);

    /// <summary>GHASH of the octets alone, padded, times H.</summary>
    private UInt128 Hash(ReadOnlySpan<byte> octets)
    {
        Span<byte> tag = stackalloc byte[FullTagSize];
        _gcm.Encrypt(_nonce, default, default, tag, octets); // never shown to anybody
        UInt128 length = octets.Length == Size ? _pieceLength : Multiply(LengthBlock(octets.Length, 0), _h);
        return BinaryPrimitives.ReadUInt128BigEndian(tag) ^ _mask ^ length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillCounters(Span<byte> blocks, uint counter)
    {
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(blocks);
        for (int at = 3; at < words.Length; at += 4)
        {
            words[at] = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(counter) : counter;
            counter = unchecked(counter + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Xor(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> output)
    {
        int at = 0;
        for (; at <= left.Length - Vector<byte>.Count; at += Vector<byte>.Count)
        {
            (new Vector<byte>(left[at..]) ^ new Vector<byte>(right[at..])).CopyTo(output[at..]);
        }

        for (; at < left.Length; at++)
        {
            output[at] = (byte)(left[at] ^ right[at]);
        }
    }

    /// <summary>Two pieces and a bit, with associated data, as the platform has them in one call.</summary>
    private static bool Prove()
    {
        if (!AesGcm.IsSupported)
        {
            return false;
        }

        try
        {
            byte[] content = new byte[(2 * Size) + 21];
            for (int i = 0; i < content.Length; i++)
            {
                content[i] = (byte)(i * 31 / 7 % 256);
            }

            ReadOnlySpan<byte> key = content.AsSpan(100, 32), nonce = content.AsSpan(200, NonceSize), associated = content.AsSpan(300, 45);
            byte[] expected = new byte[content.Length], actual = new byte[content.Length];
            Span<byte> expectedTag = stackalloc byte[FullTagSize], actualTag = stackalloc byte[FullTagSize];
            using (var whole = new AesGcm(key, FullTagSize))
            {
                whole.Encrypt(nonce, content, expected, expectedTag, associated);
            }

            using var stage = new GcmStage(key, nonce);
            for (int at = 0; at < content.Length; at += Size)
            {
                int length = Math.Min(Size, content.Length - at);
                stage.Cipher(content.AsSpan(at, length), actual.AsSpan(at));
                stage.Authenticate(actual.AsSpan(at, length));
            }

            stage.AddAssociatedData(associated);
            stage.Finish(actualTag);
            return actual.AsSpan().SequenceEqual(expected) && actualTag.SequenceEqual(expectedTag);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
