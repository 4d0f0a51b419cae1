declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)

define void @kernel(ptr noalias %context, i64 %first, i64 %last) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr ptr, ptr %context, i64 5
  %v12 = load ptr, ptr %v11, align 8
  %v13 = getelementptr ptr, ptr %context, i64 6
  %v14 = load ptr, ptr %v13, align 8
  %v15 = getelementptr ptr, ptr %context, i64 7
  %v16 = load ptr, ptr %v15, align 8
  %v17 = getelementptr ptr, ptr %context, i64 8
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %context, i64 9
  %v20 = load ptr, ptr %v19, align 8
  %v21 = getelementptr ptr, ptr %context, i64 10
  %v22 = load ptr, ptr %v21, align 8
  %v23 = getelementptr ptr, ptr %context, i64 11
  %v24 = load ptr, ptr %v23, align 8
  %v25 = getelementptr ptr, ptr %context, i64 12
  %v26 = load ptr, ptr %v25, align 8
  %v27 = add nsw i64 %v2, %v4
  %v28 = sub i64 %v27, 1
  br label %b29
b29:
  %i32 = phi i64 [ %v2, %entry ], [ %v376, %b56 ]
  %v33 = icmp slt i64 %i32, %v4
  br i1 %v33, label %b30, label %b31
b30:
  %v34 = sub i64 %v28, %i32
  %v35 = getelementptr i64, ptr %v6, i64 %v34
  %v36 = load i64, ptr %v35, align 8
  %v37 = getelementptr i64, ptr %v8, i64 %v34
  %v38 = load i64, ptr %v37, align 8
  %v39 = icmp slt i64 %last, %v38
  %v40 = select i1 %v39, i64 %last, i64 %v38
  %v41 = and i64 %v34, 1
  %v42 = icmp eq i64 %v41, 1
  %v43 = getelementptr i64, ptr %v10, i64 %v34
  %v44 = load i64, ptr %v43, align 8
  %v45 = icmp slt i64 %v44, %v40
  %v46 = select i1 %v45, i64 %v44, i64 %v40
  %v47 = icmp sgt i64 %first, %v46
  %v48 = select i1 %v47, i64 %first, i64 %v46
  %v49 = sub i64 %v34, 1
  %v50 = icmp sgt i64 %v49, 0
  %v51 = select i1 %v50, i64 %v49, i64 0
  %v52 = getelementptr i64, ptr %v6, i64 %v51
  %v53 = load i64, ptr %v52, align 8
  br label %b54
b54:
  %i57 = phi i64 [ 0, %b30 ], [ %v375, %b94 ]
  %v58 = icmp slt i64 %i57, 2
  br i1 %v58, label %b55, label %b56
b55:
  %v59 = icmp eq i64 %i57, 1
  %v60 = select i1 %v59, i64 %v48, i64 %first
  %v61 = select i1 %v59, i64 %v40, i64 %v48
  %v62 = mul i64 %v36, 12
  %v63 = getelementptr inbounds float, ptr %v14, i64 %v62
  %v64 = mul i64 %v36, 3
  %v65 = getelementptr inbounds float, ptr %v16, i64 %v64
  %v66 = mul i64 %v36, 3
  %v67 = getelementptr inbounds float, ptr %v18, i64 %v66
  %v68 = mul i64 %v36, 12
  %v69 = getelementptr inbounds float, ptr %v14, i64 %v68
  %v70 = getelementptr inbounds float, ptr %v69, i64 9
  %v71 = mul i64 %v36, 12
  %v72 = getelementptr inbounds float, ptr %v14, i64 %v71
  %v73 = getelementptr inbounds float, ptr %v72, i64 6
  %v74 = mul i64 %v36, 12
  %v75 = getelementptr inbounds float, ptr %v14, i64 %v74
  %v76 = getelementptr inbounds float, ptr %v75, i64 3
  %v77 = mul i64 %v53, 3
  %v78 = getelementptr inbounds float, ptr %v16, i64 %v77
  %v79 = select i1 %v59, ptr %v24, ptr %v78
  %v80 = mul i64 %v36, 12
  %v81 = getelementptr inbounds float, ptr %v26, i64 %v80
  %v82 = mul i64 %v36, 12
  %v83 = getelementptr inbounds float, ptr %v26, i64 %v82
  %v84 = getelementptr inbounds float, ptr %v83, i64 3
  %v85 = mul i64 %v36, 12
  %v86 = getelementptr inbounds float, ptr %v26, i64 %v85
  %v87 = getelementptr inbounds float, ptr %v86, i64 6
  %v88 = mul i64 %v36, 12
  %v89 = getelementptr inbounds float, ptr %v26, i64 %v88
  %v90 = getelementptr inbounds float, ptr %v89, i64 9
  %v91 = mul i64 %v36, 12
  %v92 = getelementptr inbounds float, ptr %v26, i64 %v91
  %v95 = icmp slt i64 %v60, %v61
  br i1 %v95, label %b93, label %b94
b93:
  br label %b96
b96:
  %i99 = phi i64 [ %v60, %b93 ], [ %v187, %b106 ]
  %v100 = icmp slt i64 %i99, %v61
  br i1 %v100, label %b97, label %b98
b97:
  %v101 = add nsw i64 %i99, 4
  %v102 = icmp slt i64 %v61, %v101
  %v103 = select i1 %v102, i64 %v61, i64 %v101
  br label %b104
b104:
  %i107 = phi i64 [ %i99, %b97 ], [ %v186, %b105 ]
  %v108 = icmp slt i64 %i107, %v103
  br i1 %v108, label %b105, label %b106
b105:
  %v109 = mul i64 %i107, 12
  %v110 = getelementptr inbounds float, ptr %v63, i64 %v109
  %v111 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v110, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v112 = mul i64 %i107, 3
  %v113 = getelementptr inbounds float, ptr %v65, i64 %v112
  %v114 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v113, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v115 = mul i64 %i107, 3
  %v116 = getelementptr inbounds float, ptr %v67, i64 %v115
  %v117 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v116, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v118 = mul i64 %i107, 3
  %v119 = getelementptr inbounds float, ptr %v20, i64 %v118
  %v120 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v119, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v121 = mul i64 %i107, 12
  %v122 = getelementptr inbounds float, ptr %v70, i64 %v121
  %v123 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v122, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v124 = mul i64 %i107, 12
  %v125 = getelementptr inbounds float, ptr %v73, i64 %v124
  %v126 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v125, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v127 = mul i64 %i107, 3
  %v128 = getelementptr inbounds float, ptr %v22, i64 %v127
  %v129 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v128, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v130 = mul i64 %i107, 12
  %v131 = getelementptr inbounds float, ptr %v76, i64 %v130
  %v132 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v131, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v133 = mul i64 %i107, 3
  %v134 = getelementptr inbounds float, ptr %v79, i64 %v133
  %v135 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v134, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v136 = fadd <4 x float> %v120, %v117
  %v137 = fmul <4 x float> %v136, %v111
  %v138 = fcmp ogt <4 x float> %v114, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v139 = select <4 x i1> %v138, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v114
  %v140 = fcmp olt <4 x float> %v139, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v141 = select <4 x i1> %v140, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v139
  %v142 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v143 = fsub <4 x float> %v142, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v144 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v143, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v141)
  %v145 = bitcast <4 x float> %v142 to <4 x i32>
  %v146 = shl <4 x i32> %v145, <i32 23, i32 23, i32 23, i32 23>
  %v147 = bitcast <4 x i32> %v146 to <4 x float>
  %v148 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v144, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v149 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v148, <4 x float> %v144, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v150 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v149, <4 x float> %v144, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v151 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v150, <4 x float> %v144, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v152 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v151, <4 x float> %v144, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v153 = fmul <4 x float> %v144, %v152
  %v154 = fsub <4 x float> %v147, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v155 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v147, <4 x float> %v153, <4 x float> %v154)
  %v156 = fadd <4 x float> %v155, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v157 = fdiv <4 x float> %v155, %v156
  %v158 = fneg <4 x float> %v157
  %v159 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v158, <4 x float> %v157, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v160 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v137, <4 x float> %v159, <4 x float> %v129)
  %v161 = fmul <4 x float> %v160, %v132
  %v162 = fmul <4 x float> %v160, %v123
  %v163 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v126
  %v164 = fmul <4 x float> %v126, %v163
  %v165 = fmul <4 x float> %v162, %v164
  %v166 = fmul <4 x float> %v160, %v135
  %v167 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v132
  %v168 = fmul <4 x float> %v132, %v167
  %v169 = fmul <4 x float> %v166, %v168
  %v170 = fmul <4 x float> %v160, %v126
  %v171 = fneg <4 x float> %v123
  %v172 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v171, <4 x float> %v123, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v173 = fmul <4 x float> %v170, %v172
  %v174 = fmul <4 x float> %v136, %v157
  %v175 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v111
  %v176 = fmul <4 x float> %v111, %v175
  %v177 = fmul <4 x float> %v174, %v176
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v161, ptr %v128, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v178 = mul i64 %i107, 12
  %v179 = getelementptr inbounds float, ptr %v81, i64 %v178
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v165, ptr %v179, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v180 = mul i64 %i107, 12
  %v181 = getelementptr inbounds float, ptr %v84, i64 %v180
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v169, ptr %v181, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v182 = mul i64 %i107, 12
  %v183 = getelementptr inbounds float, ptr %v87, i64 %v182
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v173, ptr %v183, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v184 = mul i64 %i107, 12
  %v185 = getelementptr inbounds float, ptr %v90, i64 %v184
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v177, ptr %v185, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v186 = add nsw i64 %i107, 1
  br label %b104
b106:
  %v187 = add nsw i64 %i99, 4
  br label %b96
b98:
  %v188 = sub i64 %v34, 1
  %v189 = icmp sgt i64 %v188, 0
  %v190 = select i1 %v189, i64 %v188, i64 0
  %v191 = getelementptr i64, ptr %v6, i64 %v190
  %v192 = load i64, ptr %v191, align 8
  %v193 = sub i64 %v190, 1
  %v194 = icmp sgt i64 %v193, 0
  %v195 = select i1 %v194, i64 %v193, i64 0
  %v196 = getelementptr i64, ptr %v6, i64 %v195
  %v197 = load i64, ptr %v196, align 8
  %v198 = mul i64 %v192, 12
  %v199 = getelementptr inbounds float, ptr %v14, i64 %v198
  %v200 = mul i64 %v192, 3
  %v201 = getelementptr inbounds float, ptr %v16, i64 %v200
  %v202 = mul i64 %v192, 3
  %v203 = getelementptr inbounds float, ptr %v18, i64 %v202
  %v204 = mul i64 %v192, 12
  %v205 = getelementptr inbounds float, ptr %v14, i64 %v204
  %v206 = getelementptr inbounds float, ptr %v205, i64 9
  %v207 = mul i64 %v192, 12
  %v208 = getelementptr inbounds float, ptr %v14, i64 %v207
  %v209 = getelementptr inbounds float, ptr %v208, i64 6
  %v210 = mul i64 %v192, 12
  %v211 = getelementptr inbounds float, ptr %v14, i64 %v210
  %v212 = getelementptr inbounds float, ptr %v211, i64 3
  %v213 = mul i64 %v197, 3
  %v214 = getelementptr inbounds float, ptr %v16, i64 %v213
  %v215 = sub i64 %v61, %v60
  %v217 = add i64 %v215, 0
  %v218 = udiv i64 %v217, 1
  %v219 = udiv i64 %v215, %v218
  %v220 = mul i64 %v219, %v218
  %v221 = sub i64 %v215, %v220
  %v222 = select i1 %v42, i64 -16, i64 16
  br label %b223
b223:
  %i226 = phi i64 [ 0, %b98 ], [ %v374, %b237 ]
  %v227 = icmp slt i64 %i226, %v218
  br i1 %v227, label %b224, label %b225
b224:
  %v228 = mul i64 %i226, %v219
  %v229 = icmp slt i64 %i226, %v221
  %v230 = select i1 %v229, i64 %i226, i64 %v221
  %v231 = add nsw i64 %v228, %v230
  %v232 = icmp slt i64 %i226, %v221
  %v233 = zext i1 %v232 to i64
  %v234 = add nsw i64 %v219, %v233
  %v235 = add nsw i64 %v60, %v231
  switch i64 %v234, label %b237 [ i64 1, label %b236 ]
b236:
  %v238 = mul i64 %v235, 12
  %v239 = getelementptr inbounds float, ptr %v92, i64 %v238
  %v240 = mul i64 0, 12
  %v241 = getelementptr inbounds float, ptr %v12, i64 %v240
  %v242 = mul i64 %v235, 12
  %v243 = getelementptr inbounds float, ptr %v199, i64 %v242
  %v244 = mul i64 %v235, 3
  %v245 = getelementptr inbounds float, ptr %v201, i64 %v244
  %v246 = mul i64 %v235, 3
  %v247 = getelementptr inbounds float, ptr %v203, i64 %v246
  %v248 = mul i64 %v235, 12
  %v249 = getelementptr inbounds float, ptr %v206, i64 %v248
  %v250 = mul i64 %v235, 12
  %v251 = getelementptr inbounds float, ptr %v209, i64 %v250
  %v252 = mul i64 %v235, 12
  %v253 = getelementptr inbounds float, ptr %v212, i64 %v252
  %v254 = mul i64 %v235, 3
  %v255 = getelementptr inbounds float, ptr %v214, i64 %v254
  %v256 = udiv i64 0, 1
  %v257 = urem i64 0, 1
  %v258 = mul i64 %v256, 12
  %v259 = getelementptr inbounds float, ptr %v243, i64 %v258
  %v260 = mul i64 %v257, 4
  %v261 = getelementptr inbounds float, ptr %v259, i64 %v260
  %v262 = getelementptr float, ptr %v261, i64 0
  call void @llvm.prefetch.p0(ptr %v262, i32 0, i32 2, i32 1)
  %v263 = udiv i64 0, 1
  %v264 = urem i64 0, 1
  %v265 = mul i64 %v263, 3
  %v266 = getelementptr inbounds float, ptr %v245, i64 %v265
  %v267 = mul i64 %v264, 4
  %v268 = getelementptr inbounds float, ptr %v266, i64 %v267
  %v269 = getelementptr float, ptr %v268, i64 0
  call void @llvm.prefetch.p0(ptr %v269, i32 0, i32 2, i32 1)
  %v270 = udiv i64 0, 1
  %v271 = urem i64 0, 1
  %v272 = mul i64 %v270, 3
  %v273 = getelementptr inbounds float, ptr %v247, i64 %v272
  %v274 = mul i64 %v271, 4
  %v275 = getelementptr inbounds float, ptr %v273, i64 %v274
  %v276 = getelementptr float, ptr %v275, i64 0
  call void @llvm.prefetch.p0(ptr %v276, i32 0, i32 2, i32 1)
  %v277 = udiv i64 0, 1
  %v278 = urem i64 0, 1
  %v279 = mul i64 %v277, 12
  %v280 = getelementptr inbounds float, ptr %v249, i64 %v279
  %v281 = mul i64 %v278, 4
  %v282 = getelementptr inbounds float, ptr %v280, i64 %v281
  %v283 = getelementptr float, ptr %v282, i64 0
  call void @llvm.prefetch.p0(ptr %v283, i32 0, i32 2, i32 1)
  %v284 = udiv i64 0, 1
  %v285 = urem i64 0, 1
  %v286 = mul i64 %v284, 12
  %v287 = getelementptr inbounds float, ptr %v251, i64 %v286
  %v288 = mul i64 %v285, 4
  %v289 = getelementptr inbounds float, ptr %v287, i64 %v288
  %v290 = getelementptr float, ptr %v289, i64 0
  call void @llvm.prefetch.p0(ptr %v290, i32 0, i32 2, i32 1)
  %v291 = udiv i64 0, 1
  %v292 = urem i64 0, 1
  %v293 = mul i64 %v291, 12
  %v294 = getelementptr inbounds float, ptr %v253, i64 %v293
  %v295 = mul i64 %v292, 4
  %v296 = getelementptr inbounds float, ptr %v294, i64 %v295
  %v297 = getelementptr float, ptr %v296, i64 0
  call void @llvm.prefetch.p0(ptr %v297, i32 0, i32 2, i32 1)
  %v298 = udiv i64 0, 1
  %v299 = urem i64 0, 1
  %v300 = mul i64 %v298, 3
  %v301 = getelementptr inbounds float, ptr %v255, i64 %v300
  %v302 = mul i64 %v299, 4
  %v303 = getelementptr inbounds float, ptr %v301, i64 %v302
  %v304 = getelementptr float, ptr %v303, i64 0
  call void @llvm.prefetch.p0(ptr %v304, i32 0, i32 2, i32 1)
  %v305 = mul i64 0, 4
  %v306 = getelementptr inbounds float, ptr %v239, i64 %v305
  %v307 = mul i64 0, 16
  %v308 = getelementptr inbounds float, ptr %v241, i64 %v307
  %v309 = load <4 x float>, ptr %v308, align 4
  %v310 = load float, ptr %v306, align 4
  %v311 = insertelement <4 x float> poison, float %v310, i32 0
  %v312 = shufflevector <4 x float> %v311, <4 x float> poison, <4 x i32> zeroinitializer
  %v313 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v312, <4 x float> %v309, <4 x float> zeroinitializer)
  %v314 = getelementptr inbounds float, ptr %v308, i64 4
  %v315 = load <4 x float>, ptr %v314, align 4
  %v316 = getelementptr inbounds float, ptr %v306, i64 1
  %v317 = load float, ptr %v316, align 4
  %v318 = insertelement <4 x float> poison, float %v317, i32 0
  %v319 = shufflevector <4 x float> %v318, <4 x float> poison, <4 x i32> zeroinitializer
  %v320 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v319, <4 x float> %v315, <4 x float> %v313)
  %v321 = getelementptr inbounds float, ptr %v308, i64 8
  %v322 = load <4 x float>, ptr %v321, align 4
  %v323 = getelementptr inbounds float, ptr %v306, i64 2
  %v324 = load float, ptr %v323, align 4
  %v325 = insertelement <4 x float> poison, float %v324, i32 0
  %v326 = shufflevector <4 x float> %v325, <4 x float> poison, <4 x i32> zeroinitializer
  %v327 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v326, <4 x float> %v322, <4 x float> %v320)
  %v328 = getelementptr inbounds float, ptr %v308, i64 12
  %v329 = load <4 x float>, ptr %v328, align 4
  %v330 = getelementptr inbounds float, ptr %v306, i64 3
  %v331 = load float, ptr %v330, align 4
  %v332 = insertelement <4 x float> poison, float %v331, i32 0
  %v333 = shufflevector <4 x float> %v332, <4 x float> poison, <4 x i32> zeroinitializer
  %v334 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v333, <4 x float> %v329, <4 x float> %v327)
  br label %b335
b335:
  %c338x0 = phi i64 [ 0, %b236 ], [ %v370, %b335 ]
  %c338x1 = phi <4 x float> [ %v334, %b236 ], [ %v369, %b335 ]
  %v339 = add nsw i64 %c338x0, 1
  %v340 = mul i64 %v339, 4
  %v341 = getelementptr inbounds float, ptr %v239, i64 %v340
  %v342 = mul i64 %v339, 16
  %v343 = getelementptr inbounds float, ptr %v241, i64 %v342
  %v344 = load <4 x float>, ptr %v343, align 4
  %v345 = load float, ptr %v341, align 4
  %v346 = insertelement <4 x float> poison, float %v345, i32 0
  %v347 = shufflevector <4 x float> %v346, <4 x float> poison, <4 x i32> zeroinitializer
  %v348 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v347, <4 x float> %v344, <4 x float> %c338x1)
  %v349 = getelementptr inbounds float, ptr %v343, i64 4
  %v350 = load <4 x float>, ptr %v349, align 4
  %v351 = getelementptr inbounds float, ptr %v341, i64 1
  %v352 = load float, ptr %v351, align 4
  %v353 = insertelement <4 x float> poison, float %v352, i32 0
  %v354 = shufflevector <4 x float> %v353, <4 x float> poison, <4 x i32> zeroinitializer
  %v355 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v354, <4 x float> %v350, <4 x float> %v348)
  %v356 = getelementptr inbounds float, ptr %v343, i64 8
  %v357 = load <4 x float>, ptr %v356, align 4
  %v358 = getelementptr inbounds float, ptr %v341, i64 2
  %v359 = load float, ptr %v358, align 4
  %v360 = insertelement <4 x float> poison, float %v359, i32 0
  %v361 = shufflevector <4 x float> %v360, <4 x float> poison, <4 x i32> zeroinitializer
  %v362 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v361, <4 x float> %v357, <4 x float> %v355)
  %v363 = getelementptr inbounds float, ptr %v343, i64 12
  %v364 = load <4 x float>, ptr %v363, align 4
  %v365 = getelementptr inbounds float, ptr %v341, i64 3
  %v366 = load float, ptr %v365, align 4
  %v367 = insertelement <4 x float> poison, float %v366, i32 0
  %v368 = shufflevector <4 x float> %v367, <4 x float> poison, <4 x i32> zeroinitializer
  %v369 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v368, <4 x float> %v364, <4 x float> %v362)
  %v370 = add nuw nsw i64 %c338x0, 1
  %v371 = icmp ult i64 %v370, 2
  br i1 %v371, label %b335, label %b337
b337:
  %v372 = mul i64 %v235, 3
  %v373 = getelementptr inbounds float, ptr %v20, i64 %v372
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v369, ptr %v373, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b237
b237:
  %v374 = add nsw i64 %i226, 1
  br label %b223
b225:
  br label %b216
b216:
  br label %b94
b94:
  %v375 = add nsw i64 %i57, 1
  br label %b54
b56:
  %v376 = add nsw i64 %i32, 1
  br label %b29
b31:
  ret void
}

define void @pack(ptr noalias %context, i64 %member, i64 %members) {
entry:
  %v1 = getelementptr ptr, ptr %context, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %context, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v7 = add nsw i64 %member, 1
  %v8 = icmp eq i64 %v7, %members
  br i1 %v8, label %b5, label %b6
b5:
  %v9 = mul i64 0, 12
  %v10 = getelementptr inbounds float, ptr %v2, i64 %v9
  br label %b11
b11:
  %i14 = phi i64 [ 0, %b5 ], [ %v21, %b12 ]
  %v15 = icmp slt i64 %i14, 3
  br i1 %v15, label %b12, label %b13
b12:
  %v16 = mul i64 %i14, 3
  %v17 = getelementptr inbounds float, ptr %v4, i64 %v16
  %v18 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v17, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v19 = mul i64 %i14, 4
  %v20 = getelementptr inbounds float, ptr %v10, i64 %v19
  store <4 x float> %v18, ptr %v20, align 4
  %v21 = add nsw i64 %i14, 1
  br label %b11
b13:
  %v22 = getelementptr inbounds float, ptr %v10, i64 12
  br label %b23
b23:
  %i26 = phi i64 [ 0, %b13 ], [ %v34, %b24 ]
  %v27 = icmp slt i64 %i26, 3
  br i1 %v27, label %b24, label %b25
b24:
  %v28 = add nsw i64 %i26, 3
  %v29 = mul i64 %v28, 3
  %v30 = getelementptr inbounds float, ptr %v4, i64 %v29
  %v31 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v30, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v32 = mul i64 %i26, 4
  %v33 = getelementptr inbounds float, ptr %v22, i64 %v32
  store <4 x float> %v31, ptr %v33, align 4
  %v34 = add nsw i64 %i26, 1
  br label %b23
b25:
  %v35 = getelementptr inbounds float, ptr %v10, i64 24
  br label %b36
b36:
  %i39 = phi i64 [ 0, %b25 ], [ %v47, %b37 ]
  %v40 = icmp slt i64 %i39, 3
  br i1 %v40, label %b37, label %b38
b37:
  %v41 = add nsw i64 %i39, 6
  %v42 = mul i64 %v41, 3
  %v43 = getelementptr inbounds float, ptr %v4, i64 %v42
  %v44 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v43, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v45 = mul i64 %i39, 4
  %v46 = getelementptr inbounds float, ptr %v35, i64 %v45
  store <4 x float> %v44, ptr %v46, align 4
  %v47 = add nsw i64 %i39, 1
  br label %b36
b38:
  %v48 = getelementptr inbounds float, ptr %v10, i64 36
  br label %b49
b49:
  %i52 = phi i64 [ 0, %b38 ], [ %v60, %b50 ]
  %v53 = icmp slt i64 %i52, 3
  br i1 %v53, label %b50, label %b51
b50:
  %v54 = add nsw i64 %i52, 9
  %v55 = mul i64 %v54, 3
  %v56 = getelementptr inbounds float, ptr %v4, i64 %v55
  %v57 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v56, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v58 = mul i64 %i52, 4
  %v59 = getelementptr inbounds float, ptr %v48, i64 %v58
  store <4 x float> %v57, ptr %v59, align 4
  %v60 = add nsw i64 %i52, 1
  br label %b49
b51:
  br label %b6
b6:
  %v63 = add nsw i64 %member, 1
  %v64 = icmp eq i64 %v63, %members
  br i1 %v64, label %b61, label %b62
b61:
  br label %b62
b62:
  ret void
}
