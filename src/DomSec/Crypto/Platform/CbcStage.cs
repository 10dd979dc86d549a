using System.Buffers;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// CBC over pushed spans. Large ones are transformed from where they are to where they go, small ones are gathered first, because every call of the platform
/// sets up a cipher context. At least one octet stays behind until the end, because the last block is the padding's.
/// </summary>
internal sealed class CbcStage : IDisposable
{
    /// <summary>Octets that are gathered before they are worth a call, and the most that are kept back.</summary>
    public const int Size = 16 * 1024;

    /// <summary>A part and its result stay in the second-level cache; larger ones are slower.</summary>
    private const int PartBytes = 128 << 10;

    /// <summary>Room for the padding behind a full stage.</summary>
    private const int Capacity = Size + MaxBlockSize;

    private const int MaxBlockSize = 16;

    private readonly SymmetricAlgorithm _algorithm;
    private readonly bool _encrypts;
    private readonly int _blockSize;
    private readonly byte[] _chain; // the ciphertext block before the next one
    private readonly byte[] _stage = ArrayPool<byte>.Shared.Rent(Capacity);
    private bool _disposed;

    private CbcStage(SymmetricAlgorithm algorithm, ReadOnlySpan<byte> iv, bool encrypts)
    {
        _algorithm = algorithm;
        _encrypts = encrypts;
        _blockSize = algorithm.BlockSize / 8;
        _chain = iv.ToArray();
    }

    /// <summary>Octets waiting.</summary>
    public int Staged { get; private set; }

    /// <summary>Takes over the algorithm; null when the platform refuses the key (a triple DES key that degenerates to single DES).</summary>
    public static CbcStage? TryCreate(SymmetricAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, bool encrypt)
    {
        try
        {
            algorithm.SetKey(key);
            return new CbcStage(algorithm, iv, encrypt);
        }
        catch (CryptographicException)
        {
            algorithm.Dispose();
            return null;
        }
    }

    /// <summary>Takes octets, transforms what is surely not the last and enough for a call, and returns the octets written.</summary>
    public int Push(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int written = 0;
        if (Staged + input.Length > Size)
        {
            // What waits leaves as whole blocks; then the rest need not wait.
            int head = Staged == 0 ? 0 : (_blockSize - (Staged % _blockSize)) % _blockSize;
            input[..head].CopyTo(_stage.AsSpan(Staged));
            Staged += head;
            input = input[head..];
            written = Drain(output);
            while (input.Length > Size)
            {
                int part = Math.Min(PartBytes, (input.Length - 1) / _blockSize * _blockSize);
                Transform(input[..part], output.Slice(written, part));
                written += part;
                input = input[part..];
            }
        }

        input.CopyTo(_stage.AsSpan(Staged));
        Staged += input.Length;
        return written;
    }

    /// <summary>Adds the same octet some times; only for the padding.</summary>
    public void Fill(byte octet, int count)
    {
        _stage.AsSpan(Staged, count).Fill(octet);
        Staged += count;
    }

    /// <summary>Transforms all that waits, which must be whole blocks.</summary>
    public int Drain(Span<byte> output)
    {
        int count = Staged;
        Staged = 0;
        if (count > 0)
        {
            Transform(_stage.AsSpan(0, count), output[..count]);
        }

        return count;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _algorithm.Dispose();
        CryptographicOperations.ZeroMemory(_stage.AsSpan(0, Capacity));
        ArrayPool<byte>.Shared.Return(_stage);
    }

    private void Transform(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (_encrypts)
        {
            _algorithm.EncryptCbc(input, _chain, output, PaddingMode.None);
            output[^_blockSize..].CopyTo(_chain);
        }
        else
        {
            _algorithm.DecryptCbc(input, _chain, output, PaddingMode.None);
            input[^_blockSize..].CopyTo(_chain);
        }
    }
}
