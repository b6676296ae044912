// Stands in for ankerl::unordered_dense. mediasoup uses it as a faster std::unordered_map and relies on nothing
// that the standard containers do not promise.
#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
  template<typename Key>
  using hash = std::hash<Key>;

  template<typename Key, typename Value, typename Hash = hash<Key>>
  using map = std::unordered_map<Key, Value, Hash>;

  template<typename Key, typename Hash = hash<Key>>
  using set = std::unordered_set<Key, Hash>;
} // namespace ankerl::unordered_dense
