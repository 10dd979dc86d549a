using System.Buffers;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// CBC decryption with the padding of RFC 5652 section 6.3 checked octet by octet (CMS-ED-07). Staged as <see cref="CbcEncryptor"/> is;
/// the last block always stays behind until <see cref="TryFinish"/>.
/// </summary>
internal sealed class CbcDecryptor : ContentDecryptor
{
    private const int StageSize = 4096;

    private readonly SymmetricAlgorithm _algorithm;
    private readonly int _blockSize;
    private readonly byte[] _stage;
    private readonly byte[] _iv;
    private int _staged;

    private CbcDecryptor(SymmetricAlgorithm algorithm, int blockSize, ReadOnlySpan<byte> iv)
    {
        _algorithm = algorithm;
        _blockSize = blockSize;
        _iv = iv.ToArray();
        _stage = ArrayPool<byte>.Shared.Rent(StageSize);
    }

    public override int TagSize => 0;

    public static CbcDecryptor? TryCreate(ContentCipher cipher, ReadOnlySpan<byte> cek, ReadOnlySpan<byte> iv)
    {
        SymmetricAlgorithm algorithm = cipher == ContentCipher.TripleDesCbc ? TripleDES.Create() : Aes.Create();
        try
        {
            algorithm.SetKey(cek); // refuses triple DES keys that degenerate to single DES
            return new CbcDecryptor(algorithm, cipher.BlockSize, iv);
        }
        catch (CryptographicException)
        {
            algorithm.Dispose();
            return null;
        }
    }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
    }

    public override int MaxOutput(int inputLength) => inputLength + StageSize;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int written = 0;
        if (_staged + input.Length > StageSize)
        {
            if (_staged > 0)
            {
                // At least one octet stays in the input, so the stage can go whole.
                ReadOnlySpan<byte> head = input[..(StageSize - _staged)];
                head.CopyTo(_stage.AsSpan(_staged));
                input = input[head.Length..];
                written = Decrypt(_stage.AsSpan(0, StageSize), output);
                _staged = 0;
            }

            int whole = input.Length - 1 - ((input.Length - 1) % _blockSize);
            written += Decrypt(input[..whole], output[written..]);
            input = input[whole..];
        }

        input.CopyTo(_stage.AsSpan(_staged));
        _staged += input.Length;
        return written;
    }

    public override bool TryFinish(ReadOnlySpan<byte> tag, Span<byte> output, out int written)
    {
        written = 0;
        int length = _staged;
        _staged = 0;
        if (length == 0 || length % _blockSize != 0 || !tag.IsEmpty)
        {
            return false;
        }

        byte[] plain = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Decrypt(_stage.AsSpan(0, length), plain);
            int padding = PaddingLength(plain.AsSpan(length - _blockSize, _blockSize));
            if (padding == 0)
            {
                return false;
            }

            written = length - padding;
            plain.AsSpan(0, written).CopyTo(output);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    public override void Dispose()
    {
        _algorithm.Dispose();
        if (_staged >= 0)
        {
            CryptographicOperations.ZeroMemory(_stage.AsSpan(0, StageSize));
            ArrayPool<byte>.Shared.Return(_stage);
            _staged = -1;
        }
    }

    /// <summary>The padding's length, or 0 when any octet of it is wrong; every block takes the same time (SEC-ORC-03, Vaudenay).</summary>
    private static int PaddingLength(ReadOnlySpan<byte> block)
    {
        int padding = block[^1];
        int wrong = ((padding - 1) | (block.Length - padding)) >> 31;
        for (int i = 0; i < block.Length; i++)
        {
            int inside = (block.Length - padding - 1 - i) >> 31; // all ones where this octet belongs to the padding
            wrong |= inside & (block[i] ^ padding);
        }

        int valid = ((wrong | -wrong) >> 31) ^ -1;
        return padding & valid;
    }

    private int Decrypt(ReadOnlySpan<byte> blocks, Span<byte> output)
    {
        if (blocks.IsEmpty)
        {
            return 0;
        }

        Span<byte> next = stackalloc byte[16];
        blocks[^_blockSize..].CopyTo(next);
        int written = _algorithm.DecryptCbc(blocks, _iv, output, PaddingMode.None);
        next[.._blockSize].CopyTo(_iv);
        return written;
    }
}
